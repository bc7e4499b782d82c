import { kafka, describeWithKafka, postgres, type TestDatabase } from '@chiron/testing';
import { DeadLetters } from '../src/dead-letters.js';
import {
  OnNoteTaken,
  OnPersonNamed,
  behaviour,
  note,
  notes,
  people,
  postgresBus,
  run,
  service,
  type Seen,
  type Service,
} from './services.js';

interface BusOfTest {
  readonly url: string;
  close(): Promise<void>;
}

/** One pair of services over a bus: the first publishes, the second reacts. */
function pair(bus: () => Promise<BusOfTest>) {
  const state = {} as {
    from: Service;
    to: Service;
    databases: TestDatabase[];
    bus: BusOfTest;
  };
  beforeAll(async () => {
    state.bus = await bus();
    state.databases = [await postgres(), await postgres()];
    state.from = await service(state.databases[0]!.url, state.bus.url, {
      name: `from-${run}`,
      publishes: [notes, people],
    });
    state.to = await service(state.databases[1]!.url, state.bus.url, {
      name: `to-${run}`,
      reactions: [OnNoteTaken, OnPersonNamed],
    });
  });
  afterEach(() => {
    behaviour.onNotes = () => undefined;
    behaviour.calls = 0;
  });
  afterAll(async () => {
    await Promise.all([state.from.close(), state.to.close()]);
    await Promise.all(state.databases.map((database) => database.drop()));
    await state.bus.close();
  });
  return {
    get from() {
      return state.from;
    },
    get to() {
      return state.to;
    },
    get databases() {
      return state.databases;
    },
    get busUrl() {
      return state.bus.url;
    },
    write: (...entries: ReturnType<typeof note>[]) =>
      state.from.database.transaction((tx) => state.from.outbox.add(tx, entries)),
    waiting: async () =>
      (await state.from.database.query<{ count: number }>('select count(*)::int as count from outbox'))[0]!.count,
    seen: (prefix: string) =>
      state.to.database.query<Seen>('select * from seen where note like $1 order by place', [`${prefix}%`]),
    letters: (prefix: string) =>
      state.to.app
        .get(DeadLetters)
        .list({}, 100)
        .then((all) => all.filter(({ key, event }) => `${key}${event}`.includes(prefix))),
  };
}

export type Pair = ReturnType<typeof pair>;

/** Tells the same of a pair of services on each bus: `what` begins both names. */
export function onEachBus(what: string, story: (on: Pair) => void): void {
  describe(`${what} on PostgreSQL`, () => story(pair(postgresBus)));
  describeWithKafka(`${what} on Kafka`, () =>
    story(pair(async () => ({ url: (await kafka()).url, close: async () => undefined }))),
  );
}
