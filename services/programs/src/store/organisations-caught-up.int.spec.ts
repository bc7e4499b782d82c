import { programsTopics, type PersonDescription } from '@chiron/contracts/programs';
import { Messaging, Outbox } from '@chiron/messaging';
import { Database, openDataSource } from '@chiron/postgres';
import { postgres } from '@chiron/testing';
import { entities, migrations } from '../app.module.js';
import { ToldOrganisations1795327500000 } from './migrations/1795327500000-told-organisations.js';
import { PgOrganisationTellings } from './organisation-tellings.pg.js';

const opened = async (url: string, of = migrations) =>
  new Database(await openDataSource({ url, applicationName: 'test', entities, migrations: of }));

it('who was told before affiliations said what they lie within is told again once, at the first start; who has nothing above is not', async () => {
  const old = await postgres();
  const before = migrations.filter((one) => one !== ToldOrganisations1795327500000);
  let database = await opened(old.url, before);
  await database.query(`insert into organisations (source, sourced_id, name, type, parent_sourced_id)
    values ('sis', 'medicine', 'Medicine', 'department', 'school'), ('sis', 'school', 'School', 'school', null)`);
  // whenever they were told, even by a process that still runs as it did before
  await database.query(`insert into people (source, sourced_id, given_name, known, changed_at)
    values ('sis', 'ann', 'Ann', true, now()), ('sis', 'bo', 'Bo', true, now() + interval '1 hour'), ('sis', 'dean', 'Dee', true, now())`);
  await database.query(`insert into affiliations (source, sourced_id, person, organisation)
    values ('sis', 'a', 'ann', 'medicine'), ('sis', 'b', 'bo', 'medicine'), ('sis', 'd', 'dean', 'school')`);
  await database.dataSource.destroy();

  for (let start = 1; start <= 2; start++) {
    database = await opened(old.url);
    const outbox = new Outbox(
      new Messaging({ service: 'programs', bus: '', publishes: programsTopics, reactions: [] }),
    );
    const tellings = new PgOrganisationTellings(database, outbox);
    while (await tellings.next());
    const events = await database.query<{ event: string }>('select event from outbox order by position');
    const told = events.map(({ event }) => (JSON.parse(event) as { data: PersonDescription }).data);
    expect(told.map(({ sourcedId }) => sourcedId).sort()).toEqual(['ann', 'bo']);
    expect(told[0]!.affiliations).toMatchObject([
      { organisation: 'medicine', within: [{ organisation: 'school', organisationName: 'School' }] },
    ]);
    await database.dataSource.destroy();
  }
  await old.drop();
});
