import { scopes } from '@chiron/contracts/core';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import * as openid from 'openid-client';
import { Client as Pg } from 'pg';
import { Platform, adminSecret, basic, person, type Body } from './platform.js';

describe('the gateway', () => {
  const platform = new Platform();
  const { membership, ask, form, tokenOf, admin, made } = platform;
  beforeAll(() => platform.start());
  afterAll(() => platform.stop());
  beforeEach(() => platform.behave());

  describe('gives tokens', () => {
    it('to a foreign OAuth client that knows only the address', async () => {
      const config = await openid.discovery(
        new URL(platform.env['CHIRON_PUBLIC_URL']!),
        'admin',
        adminSecret,
        undefined,
        {
          execute: [openid.allowInsecureRequests],
        },
      );
      const basically = await openid.clientCredentialsGrant(config, { scope: 'people:read' });
      expect(basically).toMatchObject({ token_type: 'bearer', expires_in: 600, scope: 'people:read' });
      const posting = await openid.discovery(
        new URL(platform.env['CHIRON_PUBLIC_URL']!),
        'admin',
        undefined,
        openid.ClientSecretPost(adminSecret),
        {
          execute: [openid.allowInsecureRequests],
        },
      );
      expect(await openid.clientCredentialsGrant(posting)).toMatchObject({ token_type: 'bearer' });
    });
    it('that say for whom, by whom, for what and how long', async () => {
      const token = await tokenOf('admin', adminSecret, 'enrollments:read imports:read');
      expect(decodeProtectedHeader(token)).toMatchObject({ alg: 'ES256', typ: 'at+jwt' });
      const claims = decodeJwt(token);
      expect(claims).toMatchObject({
        iss: platform.env['CHIRON_PUBLIC_URL'],
        aud: 'chiron',
        sub: 'admin',
        client_id: 'admin',
        scope: 'enrollments:read imports:read',
        sources: ['*'],
      });
      expect(claims.exp! - claims.iat!).toBe(600);
    });
    it('with every registered scope where none is asked for', async () => {
      const { body } = await form({ grant_type: 'client_credentials' }, basic('admin', adminSecret));
      const every = Object.keys(scopes).filter((scope) => scope !== 'self');
      expect(String(body['scope']).split(' ').sort()).toEqual(every.sort());
      const { body: small } = await made({ scopes: ['people:read', 'enrollments:read'] });
      expect(decodeJwt(await tokenOf(String(small['id']), String(small['clientSecret'])))['scope']).toBe(
        'enrollments:read people:read',
      );
    });
    it('but not with a scope that is not registered, and says which', async () => {
      const { body } = await made({ scopes: ['people:read'] });
      const asked = { grant_type: 'client_credentials', scope: 'people:read clients:manage' };
      const answer = await form(asked, basic(String(body['id']), String(body['clientSecret'])));
      expect([answer.status, answer.body]).toEqual([
        400,
        {
          error: 'invalid_scope',
          error_description: 'requested scope is not registered for this client',
          scope: 'clients:manage',
        },
      ]);
    });
    it.each([
      ['chiron', 200],
      ['https://elsewhere.example', 400],
      ['other', 400],
    ])('for the resource %s with %i', async (resource, status) => {
      const answer = await form({ grant_type: 'client_credentials', resource }, basic('admin', adminSecret));
      expect(answer.status).toBe(status);
      if (status === 400) expect(answer.body['error']).toBe('invalid_target');
    });
    it('to nobody else, in the words of OAuth', async () => {
      const wrong = await form({ grant_type: 'client_credentials' }, basic('admin', `${adminSecret}!`));
      expect([wrong.status, wrong.body['error']]).toEqual([401, 'invalid_client']);
      expect(wrong.headers.get('www-authenticate')).toContain('Basic');
      expect(wrong.headers.get('cache-control')).toBe('no-store');
      expect((await form({ grant_type: 'client_credentials' }, basic('nobody', 'x'))).body['error']).toBe(
        'invalid_client',
      );
      expect(
        (await form({ grant_type: 'client_credentials', client_id: 'a\u0000b', client_secret: 'x' })).body['error'],
      ).toBe('invalid_client');
      expect(
        (await form({ grant_type: 'password', username: 'a', password: 'b' }, basic('admin', adminSecret))).body[
          'error'
        ],
      ).toBe('unsupported_grant_type');
      expect((await form({}, basic('admin', adminSecret))).body['error']).toBe('invalid_request');
      const asJson = await ask('/oauth/token', { method: 'POST', json: { grant_type: 'client_credentials' } });
      expect([asJson.status, asJson.body['error']]).toEqual([400, 'invalid_request']);
    });
  });

  describe('mints tokens for persons', () => {
    const mint = async (id: string, token?: string) =>
      ask(`/api/v1/people/${id}/tokens`, { method: 'POST', token: token ?? (await admin()) });

    it('that stand for one person, and says so in the audit', async () => {
      const { status, body } = await mint(person);
      expect([status, body['expires_in'], body['scope']]).toEqual([201, 600, 'self']);
      const claims = decodeJwt(String(body['access_token']));
      expect(claims).toMatchObject({ sub: person, person_id: person, client_id: 'admin', scope: 'self', sources: [] });
      const asked = membership.seen.findLast(({ url }) => url?.startsWith('/api/v1/people/'))!;
      expect(decodeJwt(asked.headers.authorization!.slice(7))).toMatchObject({
        client_id: 'gateway',
        scope: 'people:read',
      });
      const audit = await ask(`/api/v1/audit?target=${person}`, { token: await admin() });
      expect((audit.body['items'] as Body[])[0]).toMatchObject({
        action: 'person-token.issued',
        clientId: 'admin',
        target: person,
        details: { tokenId: claims.jti, seconds: 600 },
      });
    });
    it('who were merged into another, as that one', async () => {
      const earlier = '018f0000-0000-7000-8000-00000000eeee';
      membership.handle = (_, response) => {
        response.writeHead(308, { location: `/api/v1/people/${person}`, 'content-type': 'application/json' });
        response.end(JSON.stringify({ id: earlier, mergedInto: person }));
      };
      const { status, body } = await mint(earlier);
      platform.behave();
      expect([status, decodeJwt(String(body['access_token']))['person_id']]).toEqual([201, person]);
      const audit = await ask(`/api/v1/audit?target=${person}`, { token: await admin() });
      expect((audit.body['items'] as Body[])[0]).toMatchObject({ details: { asked: earlier } });
    });
    it('whom membership knows, and no others', async () => {
      expect((await mint('018f0000-0000-7000-8000-00000000ffff')).status).toBe(404);
      expect((await mint('ada')).status).toBe(400);
    });
    it('for clients that may', async () => {
      expect((await mint(person, await tokenOf('admin', adminSecret, 'people:write'))).status).toBe(403);
      expect((await ask('/api/v1/audit', { token: await tokenOf('admin', adminSecret, 'people:write') })).status).toBe(
        403,
      );
    });
    it('while membership answers', async () => {
      membership.handle = (_, response) => response.destroy();
      const { status, body } = await mint(person);
      expect([status, body['detail']]).toEqual([503, 'membership is not available; try again shortly.']);
    });
    it('which may not do what their client may', async () => {
      const { body } = await mint(person);
      expect((await ask('/api/v1/clients', { token: String(body['access_token']) })).status).toBe(403);
    });
  });

  describe('rotates its signing keys', () => {
    const keys = async () => ((await ask('/jwks')).body['keys'] as Body[]).map(({ kid }) => String(kid));

    it('which are not readable in the database', async () => {
      const pg = new Pg({ connectionString: platform.databaseUrl });
      await pg.connect();
      const { rows } = await pg.query<{ sealed_private_jwk: Buffer; public_jwk: Body }>(
        'select sealed_private_jwk, public_jwk from signing_keys',
      );
      await pg.end();
      expect(rows.length).toBeGreaterThan(0);
      for (const row of rows) {
        expect(row.sealed_private_jwk.toString('latin1')).not.toContain('"kty"');
        expect(row.public_jwk).not.toHaveProperty('d');
      }
      expect((await ask('/jwks')).text).not.toContain('"d"');
    });
    it('so that tokens of the old key stay good, and the new key is known before it signs', async () => {
      const token = await admin();
      const before = await keys();
      const { status, body } = await ask('/api/v1/operations/gateway/signing-keys/rotate', {
        method: 'POST',
        token,
        json: {},
      });
      expect([status, before.includes(String(body['kid']))]).toEqual([200, false]);
      expect(await keys()).toEqual(expect.arrayContaining([...before, String(body['kid'])]));
      expect((await ask('/api/v1/programs', { token })).status).toBe(200);
      expect(before).toContain(decodeProtectedHeader(await admin()).kid);
    });
    it('and withdraws one that others may know, with all it signed', async () => {
      const token = await admin();
      const { body } = await ask('/api/v1/operations/gateway/signing-keys/rotate', {
        method: 'POST',
        token,
        json: { withdraw: true },
      });
      expect(await keys()).toEqual([body['kid']]);
      expect((await ask('/api/v1/programs', { token })).status).toBe(401);
      const next = await admin();
      expect(decodeProtectedHeader(next).kid).toBe(body['kid']);
      expect((await ask('/api/v1/programs', { token: next })).status).toBe(200);
    });
  });
});
