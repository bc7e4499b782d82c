// Databases and roles of the embedded PostgreSQL: each role owns one database and can connect to no other.
import pg from 'pg';

const name = (text) => pg.escapeIdentifier(text);
const value = (text) => pg.escapeLiteral(text);

async function administer(url, work) {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await work(async (sql, params) => (await client.query(sql, params)).rows);
  } finally {
    await client.end().catch(() => undefined);
  }
}

/**
 * Makes what is missing; can be repeated at any time.
 * @param engine a running server of `preparePostgres`
 * @param {Record<string, string>} roles role and database name → password
 */
export async function provision(engine, roles) {
  await administer(engine.url(), async (query) => {
    const known = new Set((await query('select rolname from pg_roles')).map(({ rolname }) => rolname));
    const there = new Set((await query('select datname from pg_database')).map(({ datname }) => datname));
    await query('revoke connect, temporary on database postgres, template1 from public');
    for (const [role, password] of Object.entries(roles)) {
      const verb = known.has(role) ? 'alter' : 'create';
      await query(`${verb} role ${name(role)} login nosuperuser nocreatedb nocreaterole password ${value(password)}`);
      if (!there.has(role))
        await query(`create database ${name(role)} owner ${name(role)} template template0 encoding 'UTF8'`);
      await query(`revoke connect, temporary on database ${name(role)} from public`);
    }
  });
}
