import { membershipTopics } from '@chiron/contracts/membership';
import { Messaging, Outbox } from '@chiron/messaging';
import { Database, openDataSource } from '@chiron/postgres';
import { postgres } from '@chiron/testing';
import { uuidv7 } from 'uuidv7';
import { migrations } from '../src/app.module.js';
import { lastWords, resolve } from '../src/domain/resolution.js';
import type { Saying } from '../src/domain/reference.js';
import { PgEntries } from '../src/store/entries.pg.js';
import { PgIdentifiers } from '../src/store/identifiers.pg.js';
import { PgMatches } from '../src/store/matches.pg.js';
import { PgMerges } from '../src/store/merges.pg.js';
import { PgPeople } from '../src/store/people.pg.js';
import { PgRegister } from '../src/store/register.pg.js';
import { PgReviewCapacities } from '../src/store/review-capacities.pg.js';

/** What a source says in a test: Ana Silva of `sis`, unless said otherwise. */
export const saying = (sourcedId: string, more: Partial<Saying> = {}): Saying => ({
  source: 'sis',
  sourcedId,
  givenName: 'Ana',
  familyName: 'Silva',
  emailAuthoritative: true,
  ...more,
});

/** The stores of the service on a fresh, migrated database; events stay in the outbox. */
export async function opened() {
  const { url, drop } = await postgres();
  const database = new Database(
    await openDataSource({ url, applicationName: 'membership-test', entities: [], migrations }),
  );
  const outbox = new Outbox(
    new Messaging({ service: 'membership', bus: 'none', publishes: membershipTopics, reactions: [] }),
  );
  const register = new PgRegister(database, outbox);
  let clock = Date.parse('2026-09-01T00:00:00Z');
  return {
    database,
    register,
    entries: new PgEntries(database),
    identifiers: new PgIdentifiers(database, outbox),
    matches: new PgMatches(database),
    merges: new PgMerges(database, outbox),
    people: new PgPeople(database, outbox),
    reviewCapacities: new PgReviewCapacities(database, outbox),
    /** one batch of descriptions, each a second after the one before */
    describe: async (sayings: readonly Saying[], revision = 1): Promise<void> => {
      const batch = lastWords(
        sayings.map((said) => ({ said, revision, at: new Date((clock += 1_000)).toISOString() })),
      );
      await register.take(batch, (present) => resolve(batch, present, uuidv7));
    },
    personOf: async (sourcedId: string, source = 'sis'): Promise<string | null> =>
      (await database.query<{ person_id: string | null }>('select person_id from identifiers where source = $1 and sourced_id = $2', [
        source, sourcedId,
      ]))[0]?.person_id ?? null, // prettier-ignore
    count: async (table: string, where = 'true'): Promise<number> =>
      (await database.query<{ n: number }>(`select count(*)::int as n from ${table} where ${where}`))[0]!.n,
    events: async (): Promise<{ type: string; data: Record<string, unknown>; revision: number }[]> =>
      (await database.query<{ event: string }>('select event from outbox order by position')).map(({ event }) =>
        JSON.parse(event),
      ),
    close: async () => {
      await database.dataSource.destroy();
      await drop();
    },
  };
}
