import { eventually, postgres, type TestDatabase } from '@chiron/testing';
import type { Topic } from '@chiron/contracts/core';
import { Client } from 'pg';
import { conformance, type Ground } from '../../test/conformance.js';
import { Member, aTopic, numbered, unique } from '../../test/member.js';
import { openBus } from './open-bus.js';
import type { PostgresBus } from './postgres.bus.js';

async function postgresGround(): Promise<Ground> {
  const database: TestDatabase = await postgres();
  return {
    url: database.url,
    close: () => database.drop(),
    cut: async (name) => {
      const client = new Client({ connectionString: database.url });
      await client.connect();
      await client.query(
        'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and application_name like $1',
        [`${name} %`],
      );
      await client.end();
    },
  };
}

describe('the bus on PostgreSQL', () => {
  conformance(postgresGround);

  describe('besides', () => {
    let ground: Ground;
    const open: PostgresBus[] = [];
    const bus = (name = 'pg') => {
      const made = openBus(ground.url, name) as PostgresBus;
      open.push(made);
      return made;
    };
    beforeAll(async () => {
      ground = await postgresGround();
    });
    afterEach(async () => {
      await Promise.all(open.splice(0).map((each) => each.close()));
    });
    afterAll(() => ground.close());

    const count = async (topic: Topic, where = 'true'): Promise<number> => {
      const client = new Client({ connectionString: ground.url });
      await client.connect();
      const { rows } = await client.query<{ count: number }>(
        `select count(*)::int as count from log."${topic.name}" where ${where}`,
      );
      await client.end();
      return rows[0]!.count;
    };

    it('gives offsets without a gap to many senders at once', async () => {
      const topic = aTopic();
      const senders = Array.from({ length: 6 }, () => bus());
      await senders[0]!.prepare([topic]);
      await Promise.all(
        senders.flatMap((sender, at) => Array.from({ length: 20 }, () => sender.send(numbered(topic, 5, at * 100)))),
      );
      expect(await count(topic)).toBe(600);
      expect(await count(topic, 'position between 0 and 599')).toBe(600);
    });

    it('has one active member in a group', async () => {
      const topic = aTopic();
      const group = unique('group');
      await bus().prepare([topic]);
      const members = [
        new Member(bus(), group, [topic]),
        new Member(bus(), group, [topic]),
        new Member(bus(), group, [topic]),
      ];
      await eventually('one is active', () => members.some(({ subscription }) => subscription.active));
      await open[0]!.send(numbered(topic, 100));
      await eventually('all are there', () => members.reduce((sum, { got }) => sum + got.length, 0) === 100);
      expect(members.filter(({ got }) => got.length > 0)).toHaveLength(1);
    });

    it('comes back by itself when its connections are cut, within a second or so, and another may have taken over', async () => {
      const topic = aTopic();
      const group = unique('group');
      const [one, two] = [bus('one'), bus('two')];
      await one.prepare([topic]);
      const first = new Member(one, group, [topic]);
      await eventually('the first takes part', () => first.subscription.active);
      const second = new Member(two, group, [topic]);
      for (let round = 0; round < 3; round++) {
        await ground.cut!('one');
        await two.send(numbered(topic, 50, round * 100));
        await eventually(
          'somebody has them',
          () => new Set([...first.values(), ...second.values()]).size === round * 100 + 50,
          { within: 2_500 },
        );
        await ground.cut!('two');
        await eventually('it can send again', () => one.send(numbered(topic, 50, round * 100 + 50)));
        await eventually(
          'somebody has those too',
          () => new Set([...first.values(), ...second.values()]).size === round * 100 + 100,
          { within: 2_500 },
        );
      }
    });

    it('leaves nothing of an erased key behind', async () => {
      const topic = aTopic(true);
      const one = bus();
      await one.prepare([topic]);
      await one.send([
        ...numbered(topic, 30, 0, 3),
        { topic: topic.name, key: 'key 1', value: null, id: '019a8f2e-6b1c-7d35-9f00-0c6b7a1d2e3f' },
      ]);
      expect(await count(topic, `key = 'key 1' and event is not null`)).toBe(0);
      expect(await count(topic, `key = 'key 1'`)).toBe(1);
      expect(await count(topic, `key <> 'key 1'`)).toBe(20);
    });

    it('keeps the last event of each key of a compacted topic, and every event of another', async () => {
      const [people, facts] = [aTopic(true), aTopic()];
      const one = bus();
      await one.prepare([people, facts]);
      await one.send([...numbered(people, 100, 0, 4), ...numbered(facts, 100, 0, 4)]);
      expect(await one.compact()).toBe(0); // not before they are ten minutes old
      expect(await one.compact(0)).toBe(96);
      expect(await count(people, `event in ('96', '97', '98', '99')`)).toBe(4);
      expect(await count(facts)).toBe(100);
      const member = new Member(one, unique('group'), [people]);
      await eventually('the last of each key is there', () => member.got.length === 4);
    });
  });
});
