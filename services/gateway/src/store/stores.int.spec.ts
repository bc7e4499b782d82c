import { Database, openDataSource } from '@chiron/postgres';
import { httpMigrations } from '@chiron/http';
import { eventually, postgres, type TestDatabase } from '@chiron/testing';
import { change, clientScopes, register, revoke, type Client } from '../domain/client.js';
import { AuditPg } from './audit.pg.js';
import { ClientsPg } from './clients.pg.js';
import { KeyRingPg } from './key-ring.pg.js';
import { Gateway1795330800000 } from './migrations/1795330800000-gateway.js';
import { ConfiguredSecret1795351200000 } from './migrations/1795351200000-configured-secret.js';
import { RevocationsPg } from './revocations.pg.js';
import { Seal } from './sealed.js';

const at = '2026-11-22T08:00:00.000Z';
const all = { scopes: clientScopes, sources: ['*'] };
const by = { clientId: 'admin', subject: 'admin' };
const hash = Buffer.alloc(32, 7);
const entry = { ...by, action: 'client.registered', target: 'c', details: {} } as const;

describe("the gateway's database", () => {
  let test: TestDatabase;
  let database: Database;
  let clients: ClientsPg;
  let audit: AuditPg;
  beforeAll(async () => {
    test = await postgres();
    const migrations = [...httpMigrations, Gateway1795330800000, ConfiguredSecret1795351200000];
    database = new Database(await openDataSource({ url: test.url, applicationName: 'test', entities: [], migrations }));
    audit = new AuditPg(database);
    clients = new ClientsPg(database, audit);
  });
  afterAll(async () => {
    await database.dataSource.destroy();
    await test.drop();
  });
  const registered = async (id: string): Promise<Client> => {
    const client = register({ name: id, scopes: ['people:read'], sources: ['sis'] }, id, all, at);
    await clients.add(client, hash, { ...entry, target: id });
    return client;
  };

  it('keeps a client as it is', async () => {
    const client = await registered('kept');
    expect(await clients.credentials('kept')).toEqual({ client, secretHash: hash, configuredHash: null });
    await clients.put(client, hash, hash);
    expect(await clients.credentials('kept')).toEqual({ client, secretHash: hash, configuredHash: hash });
    expect(await clients.get('nobody')).toBeUndefined();
  });
  it('lets each of twenty racing changes see the one before', async () => {
    await registered('raced');
    await Promise.all(
      Array.from({ length: 20 }, (_, i) =>
        clients.change('raced', (client) => change(client, { name: `n${i}` }, all, at), by),
      ),
    );
    expect((await clients.get('raced'))?.revision).toBe(21);
    expect(await audit.list({ target: 'raced' }, undefined, 100)).toHaveLength(21);
  });
  it('keeps neither a refused change nor its audit entry', async () => {
    await registered('refused');
    const refuse = () => {
      throw new Error('no');
    };
    await expect(clients.change('refused', refuse, by)).rejects.toThrow('no');
    expect([
      (await clients.get('refused'))?.revision,
      (await audit.list({ target: 'refused' }, undefined, 9)).length,
    ]).toEqual([1, 1]);
  });
  it('pages through the audit from the newest', async () => {
    for (let i = 0; i < 3; i++) await audit.record({ ...entry, target: 'paged', details: { i } });
    const first = await audit.list({ target: 'paged' }, undefined, 2);
    const rest = await audit.list({ target: 'paged' }, first[1]!.id, 2);
    expect([...first, ...rest].map(({ details }) => details['i'])).toEqual([2, 1, 0]);
  });
  it('knows whose tokens are refused', async () => {
    const revocations = new RevocationsPg(database);
    await registered('revoked');
    await revocations.refresh();
    expect(revocations.isRevoked('revoked')).toBe(false);
    await clients.change('revoked', (client) => revoke(client, all, new Date().toISOString()), by);
    await revocations.refresh();
    expect([revocations.isRevoked('revoked'), revocations.isRevoked('kept')]).toEqual([true, false]);
  });

  describe('keeps signing keys', () => {
    const ring = async (life = 1_000_000, secret = 'x'.repeat(32)): Promise<KeyRingPg> => {
      const made = new KeyRingPg(database, new Seal(secret), life);
      await made.onModuleInit();
      made.onApplicationShutdown();
      return made;
    };
    const published = async (keys: KeyRingPg) => (await keys.published()).map(({ kid }) => kid);

    it('the same for every instance of the gateway', async () => {
      const [one, two] = await Promise.all([ring(), ring()]);
      expect(one.signing()).toEqual(two.signing());
      expect(await published(one)).toHaveLength(1);
    });
    it('with the next one before it is due to sign', async () => {
      const keys = await ring(1);
      expect(await published(keys)).toHaveLength(2);
      expect(keys.signing().kid).toBe((await published(keys))[0]);
      await Promise.all([keys.rotateIfDue(), keys.rotateIfDue()]);
      expect(await published(keys)).toHaveLength(2);
    });
    it('none but the new one after a withdrawal, and tells those who remember', async () => {
      const [keys, other] = [await ring(), await ring()];
      let told = 0;
      for (const each of [keys, other]) each.onWithdrawn(() => told++);
      const { kid } = await keys.rotate(true);
      expect([await published(keys), keys.signing().kid, told]).toEqual([[kid], kid, 1]);
      await eventually('the other gateway tells it, too', async () =>
        expect([await published(other), told]).toEqual([[kid], 2]),
      );
    });
    it('unreadable under another secret key, another name, or when changed', async () => {
      await expect(ring(1_000_000, 'y'.repeat(32))).rejects.toThrow('CHIRON_SECRET_KEY');
      const seal = new Seal('x'.repeat(32));
      const sealed = seal.close('text', 'a');
      expect(seal.open(sealed, 'a')).toBe('text');
      expect(() => seal.open(sealed, 'b')).toThrow();
      sealed[sealed.length - 1]! ^= 1;
      expect(() => seal.open(sealed, 'a')).toThrow();
    });
  });
});
