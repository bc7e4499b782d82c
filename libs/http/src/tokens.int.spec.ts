import { identity, type Identity } from '@chiron/testing';
import { JwksAccessTokens } from './tokens.js';

describe('an access token', () => {
  let issuer: Identity;
  let tokens: JwksAccessTokens;
  beforeAll(async () => {
    issuer = await identity();
    tokens = new JwksAccessTokens(issuer.issuer, new URL(issuer.jwksUrl));
  });
  afterAll(() => issuer.close());

  const refused = { code: 'unauthorized' };

  it('tells client, scopes and sources', async () => {
    const caller = await tokens.verify(
      await issuer.token({ clientId: 'sis', scopes: ['enrollments:write', 'made:up'], sources: ['sis'] }),
    );
    expect([caller.clientId, caller.subject, [...caller.scopes]]).toEqual(['sis', 'sis', ['enrollments:write']]);
    expect([caller.may('enrollments:write'), caller.may('enrollments:read')]).toEqual([true, false]);
    expect([caller.mayPostTo('sis'), caller.mayPostTo('lms')]).toEqual([true, false]);
  });
  it('of * may post to every source', async () => {
    const caller = await tokens.verify(await issuer.token({ scopes: [], sources: ['*'] }));
    expect(caller.mayPostTo('anything')).toBe(true);
  });
  it('of a person names the person', async () => {
    const caller = await tokens.verify(await issuer.token({ scopes: ['self'], personId: 'p1' }));
    expect([caller.personId, caller.subject]).toEqual(['p1', 'p1']);
  });
  it('is refused when it has run out', async () => {
    await expect(tokens.verify(await issuer.token({ scopes: [], expiresIn: -30 }))).rejects.toMatchObject(refused);
  });
  it('is refused when it is meant for somebody else', async () => {
    await expect(tokens.verify(await issuer.token({ scopes: [], audience: 'other' }))).rejects.toMatchObject(refused);
  });
  it('is refused when another issued or signed it', async () => {
    const other = await identity();
    await expect(tokens.verify(await other.token({ scopes: [] }))).rejects.toMatchObject(refused);
    const posing = new JwksAccessTokens(other.issuer, new URL(issuer.jwksUrl));
    await expect(posing.verify(await other.token({ scopes: [] }))).rejects.toMatchObject(refused);
    await other.close();
  });
  it('is refused when it is changed or unsigned', async () => {
    const [head, claims, signature] = (await issuer.token({ scopes: [] })).split('.');
    const more = Buffer.from(
      JSON.stringify({ ...JSON.parse(Buffer.from(claims!, 'base64url').toString()), scope: 'clients:manage' }),
    ).toString('base64url');
    await expect(tokens.verify(`${head}.${more}.${signature}`)).rejects.toMatchObject(refused);
    const none = Buffer.from('{"alg":"none"}').toString('base64url');
    await expect(tokens.verify(`${none}.${claims}.`)).rejects.toMatchObject(refused);
    await expect(tokens.verify('no.token.atall')).rejects.toMatchObject(refused);
  });
  it('cannot be judged while the keys are out of reach: that is our fault, not the caller’s', async () => {
    const away = new JwksAccessTokens(issuer.issuer, new URL('http://127.0.0.1:9/jwks'));
    await expect(away.verify(await issuer.token({ scopes: [] }))).rejects.toMatchObject({
      code: 'service-unavailable',
    });
    const wrong = new JwksAccessTokens(issuer.issuer, new URL(`${issuer.issuer}/nothing`));
    await expect(wrong.verify(await issuer.token({ scopes: [] }))).rejects.toMatchObject({
      code: 'service-unavailable',
    });
  });
});
