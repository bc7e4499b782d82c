import { defineEvent, type ChironEvent, type Topic } from '@chiron/contracts/core';
import { HealthChecks, Metrics } from '@chiron/http';
import { Database, PostgresModule, type Tx } from '@chiron/postgres';
import { postgres } from '@chiron/testing';
import { Global, Module, type Type } from '@nestjs/common';
import { Test, type TestingModule } from '@nestjs/testing';
import { z } from 'zod';
import { Bus } from '../src/bus/bus.js';
import { openBus } from '../src/bus/open-bus.js';
import { messagingMigrations } from '../src/migrations.js';
import { MessagingModule } from '../src/module.js';
import { Outbox } from '../src/outbox.js';
import { Reaction } from '../src/reaction.js';
import { BusTransport } from '../src/transport.js';

export const run = `${Date.now().toString(36)}-${process.pid}`;
export const notes: Topic = { name: `test.notes-${run}`, compacted: false, description: 'notes of a test' };
export const people: Topic = { name: `test.people-${run}`, compacted: true, description: 'people of a test' };
export const NoteTaken = defineEvent({
  type: 'chiron.test.note.taken.v1',
  topic: notes,
  description: 'A note was taken.',
  schema: z.object({ noteId: z.string(), number: z.number().int(), text: z.string().optional() }),
  subject: ({ noteId }) => noteId,
  example: { noteId: 'a', number: 1 },
});
export const PersonNamed = defineEvent({
  type: 'chiron.test.person.named.v1',
  topic: people,
  description: 'A person got a name.',
  schema: z.object({ person: z.string(), name: z.string() }),
  subject: ({ person }) => person,
  example: { person: 'p', name: 'Ada' },
});
export type Note = z.infer<typeof NoteTaken.schema>;

/** What the reactions of these tests do besides storing; set by each test. */
export const behaviour: {
  onNotes: (events: readonly ChironEvent<Note>[], tx: Tx) => Promise<void> | void;
  calls: number;
} = {
  onNotes: () => undefined,
  calls: 0,
};

@Reaction({ on: [NoteTaken] })
export class OnNoteTaken {
  async run(events: readonly ChironEvent<Note>[], tx: Tx): Promise<void> {
    behaviour.calls++;
    await tx.run(
      'insert into seen (note, number, event_id, revision, traceparent) select * from unnest($1::text[], $2::int[], $3::uuid[], $4::int[], $5::text[])',
      [
        events.map(({ data }) => data.noteId),
        events.map(({ data }) => data.number),
        events.map(({ id }) => id),
        events.map(({ revision }) => revision),
        events.map(({ traceparent }) => traceparent ?? null),
      ],
    );
    await behaviour.onNotes(events, tx);
  }
}

@Reaction({ on: [PersonNamed], erased: people })
export class OnPersonNamed {
  async run(events: readonly ChironEvent<z.infer<typeof PersonNamed.schema>>[], tx: Tx): Promise<void> {
    for (const { data } of events)
      await tx.run(
        'insert into names (person, name) values ($1, $2) on conflict (person) do update set name = excluded.name',
        [data.person, data.name],
      );
  }

  async erased(keys: readonly string[], tx: Tx): Promise<void> {
    await tx.run('delete from names where person = any($1)', [keys]);
  }
}

class Tables1760000000009 {
  readonly name = 'Tables1760000000009';
  async up(runner: { query(sql: string): Promise<unknown> }): Promise<void> {
    await runner.query(
      'create table seen (place bigint generated always as identity, note text, number int, event_id uuid, revision int, traceparent text)',
    );
    await runner.query('create table names (person text primary key, name text not null)');
  }
  async down(): Promise<void> {}
}

@Global()
@Module({ providers: [HealthChecks, Metrics], exports: [HealthChecks, Metrics] })
class Platform {}

export interface Service {
  readonly app: TestingModule;
  readonly database: Database;
  readonly outbox: Outbox;
  close(): Promise<void>;
}

export async function service(
  url: string,
  bus: string,
  options: { name?: string; publishes?: Topic[]; reactions?: Type[]; over?: (bus: Bus) => Bus } = {},
): Promise<Service> {
  const name = options.name ?? 'notes';
  const building = Test.createTestingModule({
    imports: [
      Platform,
      PostgresModule.forRoot({
        url,
        applicationName: name,
        entities: [],
        migrations: [...messagingMigrations, Tables1760000000009],
      }),
      MessagingModule.forService({
        service: name,
        bus,
        publishes: options.publishes ?? [],
        reactions: options.reactions ?? [],
      }),
    ],
  });
  if (options.over) building.overrideProvider(Bus).useValue(options.over(openBus(bus, name)));
  const app = await building.compile();
  app.useLogger(false);
  await app.init();
  app.get(BusTransport).listen(() => undefined);
  return {
    app,
    database: app.get(Database),
    outbox: app.get(Outbox),
    close: async () => {
      await app.get(BusTransport).close();
      await app.close();
    },
  };
}

export const note = (noteId: string, number: number, text?: string) => ({
  fact: NoteTaken.of({ noteId, number, ...(text === undefined ? {} : { text }) }),
  revision: number,
});

export interface Seen extends Record<string, unknown> {
  note: string;
  number: number;
  event_id: string;
  revision: number;
  traceparent: string | null;
}

export const postgresBus = async () => {
  const database = await postgres();
  return { url: database.url, close: () => database.drop() };
};
