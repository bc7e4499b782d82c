import {
  administrator,
  change,
  clientScopes,
  mayGrant,
  register,
  revoke,
  rotateSecret,
  type Client,
  type Powers,
} from './client.js';

const at = '2026-11-22T08:00:00.000Z';
const later = '2026-11-22T09:00:00.000Z';
const all: Powers = { scopes: clientScopes, sources: ['*'] };
const few: Powers = { scopes: ['clients:manage', 'people:read'], sources: ['sis'] };
const small = register({ name: 'SIS', scopes: ['people:read'], sources: ['sis'] }, 'c1', all, at);
const code = (work: () => unknown): string => {
  try {
    work();
    return 'done';
  } catch (error) {
    return (error as { code: string }).code;
  }
};

describe('a client that registers another', () => {
  it('gives what it has', () =>
    expect(code(() => mayGrant(few, { scopes: ['people:read'], sources: ['sis'] }))).toBe('done'));
  it('gives no scope that it lacks', () =>
    expect(code(() => mayGrant(few, { scopes: ['people:write'], sources: [] }))).toBe('scope-not-grantable'));
  it('gives no source that it lacks', () =>
    expect(code(() => mayGrant(few, { scopes: [], sources: ['lms'] }))).toBe('scope-not-grantable'));
  it('gives all sources only when it has all', () => {
    expect(code(() => mayGrant(few, { scopes: [], sources: ['*'] }))).toBe('scope-not-grantable');
    expect(code(() => mayGrant(all, { scopes: [], sources: ['*', 'lms'] }))).toBe('done');
  });
  it('never gives what stands for a person', () =>
    expect(code(() => mayGrant({ scopes: ['self'], sources: [] }, { scopes: ['self'], sources: [] }))).toBe(
      'scope-not-grantable',
    ));
  it('names each scope and source once', () =>
    expect(
      register({ name: 'a', scopes: ['people:read', 'people:read'], sources: ['b', 'a', 'b'] }, 'c', all, at),
    ).toMatchObject({
      scopes: ['people:read'],
      sources: ['a', 'b'],
      revision: 1,
    }));
});

describe('a client that changes another', () => {
  const big = register({ name: 'big', scopes: ['people:write'], sources: [] }, 'c2', all, at);
  it('changes what it is told, and no more', () =>
    expect(change(small, { name: 'LMS' }, few, later).next).toEqual({
      ...small,
      name: 'LMS',
      revision: 2,
      changedAt: later,
    }));
  it('does not add what it lacks', () =>
    expect(code(() => change(small, { scopes: ['people:read', 'people:write'] }, few, at))).toBe(
      'scope-not-grantable',
    ));
  it.each([
    ['change', () => change(big, { scopes: ['people:read'] }, few, at)],
    ['rotate the secret of', () => rotateSecret(big, few, at)],
    ['revoke', () => revoke(big, few, at)],
  ])('does not %s one that may do more than it', (_, work) => expect(code(work)).toBe('client-out-of-reach'));
  it('rotates the secret of one that may do no more', () =>
    expect(rotateSecret(small, few, later)).toMatchObject({
      next: { secretChangedAt: later, revision: 2 },
      action: 'client.secret-rotated',
    }));
});

describe('a revoked client', () => {
  const revoked = revoke(small, all, later).next;
  it('was revoked at a moment', () => expect(revoked).toMatchObject({ revokedAt: later, revision: 2 }));
  it('is not revoked again', () => expect(revoke(revoked, all, '2027-01-01T00:00:00.000Z').next).toBe(revoked));
  it('does not change any more', () => {
    expect(code(() => change(revoked, { name: 'x' }, all, at))).toBe('client-revoked');
    expect(code(() => rotateSecret(revoked, all, at))).toBe('client-revoked');
  });
});

describe('the administrator of the configuration', () => {
  const made = administrator('admin', undefined, false, at);
  const revoked: Client = { ...made, revokedAt: at };
  it('may everything', () => expect([made.scopes.length, made.sources]).toEqual([clientScopes.length, ['*']]));
  it('stays as it is', () => expect(administrator('admin', made, true, later)).toBe(made));
  it('gets scopes that came with a new version', () => {
    const older: Client = { ...made, scopes: ['people:read'] };
    expect(administrator('admin', older, true, later)).toMatchObject({
      scopes: made.scopes,
      revision: 2,
      secretChangedAt: at,
    });
  });
  it('that was revoked stays revoked under the same secret', () =>
    expect(administrator('admin', revoked, true, later).revokedAt).toBe(at));
  it('that was revoked lives again under another', () =>
    expect(administrator('admin', revoked, false, later).revokedAt).toBeNull());
});
