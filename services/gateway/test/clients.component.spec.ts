import { decodeJwt } from 'jose';
import { Client as Pg } from 'pg';
import { Platform, adminSecret, type Body } from './platform.js';

describe('the gateway', () => {
  const platform = new Platform();
  const { ask, tokenOf, admin, made } = platform;
  beforeAll(() => platform.start());
  afterAll(() => platform.stop());
  beforeEach(() => platform.behave());

  describe('has clients', () => {
    it('whose secret is told once and kept as a hash', async () => {
      const { status, headers, body } = await made({ name: 'SIS', scopes: ['enrollments:write'], sources: ['sis'] });
      expect(status).toBe(201);
      expect(headers.get('location')).toBe(`/api/v1/clients/${String(body['id'])}`);
      expect(Buffer.from(String(body['clientSecret']), 'base64url')).toHaveLength(32);
      const read = await ask(`/api/v1/clients/${String(body['id'])}`, { token: await admin() });
      expect(read.body).toEqual({ ...body, clientSecret: undefined });
      const pg = new Pg({ connectionString: platform.databaseUrl });
      await pg.connect();
      const everything = await pg.query<{ rows: string }>(
        "select (select json_agg(c) from clients c)::text || (select json_agg(a) from audit a)::text || coalesce((select json_agg(k) from idempotency_keys k)::text, '') as rows",
      );
      await pg.end();
      expect(everything.rows[0]!.rows).not.toContain(String(body['clientSecret']));
      expect(decodeJwt(await tokenOf(String(body['id']), String(body['clientSecret'])))['sources']).toEqual(['sis']);
    });
    it('that change with If-Match only', async () => {
      const token = await admin();
      const { body, headers } = await made({ scopes: ['people:read'] }, token);
      const path = `/api/v1/clients/${String(body['id'])}`;
      const change = (tag?: string) =>
        ask(path, {
          method: 'PATCH',
          token,
          json: { scopes: ['programs:read'] },
          headers: tag ? { 'if-match': tag } : {},
        });
      expect((await change()).status).toBe(428);
      expect((await change('"9"')).status).toBe(412);
      const changed = await change(headers.get('etag')!);
      expect([changed.status, changed.headers.get('etag'), changed.body['scopes']]).toEqual([
        200,
        '"2"',
        ['programs:read'],
      ]);
    });
    it('that grant no more than they have', async () => {
      const { body } = await made({ scopes: ['clients:manage', 'people:read'], sources: ['sis'] });
      const own = await tokenOf(String(body['id']), String(body['clientSecret']));
      const beyond = await made({ scopes: ['people:read', 'people:write'], sources: ['lms'] }, own);
      expect([beyond.status, beyond.body['detail']]).toEqual([403, 'Not yours to grant: people:write, source lms.']);
      expect((await made({ scopes: ['people:read'], sources: ['sis'] }, own)).status).toBe(201);
      const takeover = await ask('/api/v1/clients/admin/secret', { method: 'POST', token: own });
      expect([takeover.status, takeover.body['type']]).toEqual([403, '/problems#client-out-of-reach']);
    });
    it('whose old secret ends when it is rotated', async () => {
      const { body } = await made({ scopes: ['people:read'] });
      const id = String(body['id']);
      const rotated = await ask(`/api/v1/clients/${id}/secret`, { method: 'POST', token: await admin() });
      expect(await tokenOf(id, String(body['clientSecret']))).toBe('undefined');
      expect(await tokenOf(id, String(rotated.body['clientSecret']))).toContain('.');
    });
    it('whose tokens are refused at once when they are revoked', async () => {
      const { body } = await made({ scopes: ['people:read', 'clients:manage'] });
      const id = String(body['id']);
      const token = await tokenOf(id, String(body['clientSecret']));
      expect((await ask('/api/v1/programs', { token })).status).toBe(200);
      expect((await ask(`/api/v1/clients/${id}/revoke`, { method: 'POST', token: await admin() })).status).toBe(200);
      expect((await ask('/api/v1/programs', { token })).status).toBe(401);
      expect((await ask('/api/v1/clients', { token })).status).toBe(401);
      expect(await tokenOf(id, String(body['clientSecret']))).toBe('undefined');
      const again = await ask(`/api/v1/clients/${id}/secret`, { method: 'POST', token: await admin() });
      expect([again.status, again.body['type']]).toEqual([409, '/problems#client-revoked']);
    });
    it('listed in pages', async () => {
      const token = await admin();
      const first = await ask('/api/v1/clients?limit=1', { token });
      const second = await ask(`/api/v1/clients?limit=1&cursor=${String(first.body['next'])}`, { token });
      expect((first.body['items'] as Body[])[0]!['id']).not.toBe((second.body['items'] as Body[])[0]!['id']);
      expect(first.text).not.toMatch(/secret_?hash/i);
    });
    it('that are asked about only by those who may', async () => {
      expect((await ask('/api/v1/clients')).status).toBe(401);
      const token = await tokenOf('admin', adminSecret, 'people:read');
      expect((await ask('/api/v1/clients', { token })).status).toBe(403);
    });
    it.each([
      [{ scopes: [] }, '/scopes'],
      [{ scopes: ['self'] }, '/scopes'],
      [{ scopes: ['fly'] }, '/scopes'],
      [{ scopes: ['people:read'], sources: ['a b'] }, '/sources'],
      [{ scopes: ['people:read'], name: '' }, '/name'],
      [{ scopes: ['people:read'], name: 'a\u0000' }, '/name'],
      [{ scopes: ['people:read'], admin: true }, '/admin'],
    ])('but not like %j', async (wish, pointer) => {
      const { status, body } = await made(wish);
      expect([status, (body['errors'] as Body[])[0]!['pointer']]).toEqual([400, pointer]);
    });
  });
});
