import { createLocalJWKSet, jwtVerify, type JSONWebKeySet } from 'jose';
import { Client } from 'pg';
import { eventually, identity, postgres } from './index.js';

describe('what every test may ask for', () => {
  it('gives two tests two databases that do not see each other', async () => {
    const [one, two] = await Promise.all([postgres(), postgres()]);
    const client = new Client(one.url);
    await client.connect();
    await client.query('create table mine (id int)');
    const other = new Client(two.url);
    await other.connect();
    const { rows } = await other.query(`select to_regclass('mine') as found`);
    expect(rows).toEqual([{ found: null }]);
    await Promise.all([client.end(), other.end()]);
    await Promise.all([one.drop(), two.drop()]);
  });

  it('orders text by code point and knows every script’s letters, whatever the machine’s own rules are', async () => {
    const { url, drop } = await postgres();
    const client = new Client(url);
    await client.connect();
    const { rows } = await client.query(
      `select datlocprovider as rules, datlocale as locale, lower('ÖZIL ΣΟΦΙΑ') as small,
              (select array_agg(name order by name) from unnest(array['ö', 'a', 'Ö', 'Z']) as name) as ordered
         from pg_database where datname = current_database()`,
    );
    expect(rows).toEqual([{ rules: 'b', locale: 'C.UTF-8', small: 'özil σοφια', ordered: ['Z', 'a', 'Ö', 'ö'] }]);
    await client.end();
    await drop();
  });

  it('issues tokens that its published keys verify', async () => {
    const issuer = await identity();
    const keys = (await (await fetch(issuer.jwksUrl)).json()) as JSONWebKeySet;
    const token = await issuer.token({ scopes: ['people:read'], sources: ['sis'] });
    const { payload } = await jwtVerify(token, createLocalJWKSet(keys), { issuer: issuer.issuer, audience: 'chiron' });
    expect(payload).toMatchObject({ client_id: 'test-client', scope: 'people:read', sources: ['sis'] });
    await issuer.close();
  });

  it('waits for what becomes true, and says its sentence where it does not', async () => {
    let asked = 0;
    expect(await eventually('the third answer came', () => (++asked < 3 ? false : asked))).toBe(3);
    await expect(eventually('pigs fly', () => false, { within: 50 })).rejects.toThrow('in vain until pigs fly');
  });
});
