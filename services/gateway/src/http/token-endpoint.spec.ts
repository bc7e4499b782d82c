import { owners, owns } from './owners.js';
import { PerSecond } from './per-second.js';
import { checkResource, grantedScopes } from './token-endpoint.js';

describe('a token', () => {
  const registered = ['people:read', 'people:write'];
  it.each([
    [undefined, 'people:read people:write'],
    ['', 'people:read people:write'],
    ['people:write', 'people:write'],
    ['people:write people:write', 'people:write'],
  ])('asked for with scope %p has %s', (asked, scope) => expect(grantedScopes(asked, registered)).toBe(scope));
  it.each(['clients:manage', 'people:read clients:manage', 'self'])('is not given with scope %s', (asked) =>
    expect(() => grantedScopes(asked, registered)).toThrow('invalid_scope'),
  );
  it('is for the one resource', () => {
    expect(() => checkResource(undefined)).not.toThrow();
    expect(() => checkResource('chiron')).not.toThrow();
    expect(() => checkResource(['chiron', 'other'])).toThrow('invalid_target');
  });
});

describe('a limit per second', () => {
  it('counts each by itself, and anew each second', () => {
    const rate = new PerSecond(2);
    expect([rate.allows('a', 0), rate.allows('a', 999), rate.allows('a', 999), rate.allows('b', 999)]).toEqual([
      true,
      true,
      false,
      true,
    ]);
    expect(rate.allows('a', 1_000)).toBe(true);
  });
});

describe('the owner of a path', () => {
  const ownerOf = (path: string) => owners.filter((owner) => owns(owner, path)).map(({ service }) => service);
  it.each([
    ['/api/v1/programs', ['programs']],
    ['/api/v1/programs/7', ['programs']],
    ['/api/v1/programsx', []],
    ['/api/v1/people/7/record', ['membership']],
    ['/metrics', []],
  ])('%s', (path, expected) => expect(ownerOf(path)).toEqual(expected));
});
