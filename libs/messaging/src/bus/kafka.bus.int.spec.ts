import { describeWithKafka, eventually, kafka } from '@chiron/testing';
import { conformance, type Ground } from '../../test/conformance.js';
import { Member, aTopic, numbered, unique } from '../../test/member.js';
import { openBus } from './open-bus.js';

describeWithKafka('the bus on Kafka', () => {
  const kafkaGround = async (): Promise<Ground> => ({ url: (await kafka()).url, close: async () => undefined });
  conformance(kafkaGround);

  it('delivers what several partitions have ready together, not one transaction for each', async () => {
    const topic = aTopic();
    const bus = openBus((await kafka()).url, 'together');
    try {
      await bus.prepare([topic]);
      await bus.send(numbered(topic, 120, 0, 60));
      const member = new Member(bus, unique('group'), [topic]);
      await eventually('all are there', () => member.got.length === 120);
      expect(new Set(member.got.map(({ partition }) => partition)).size).toBe(6);
      expect(member.sizes.length).toBeLessThan(6);
    } finally {
      await bus.close();
    }
  });

  it('shares a topic among the members of a group, and rebalances when one leaves', async () => {
    const topic = aTopic();
    const group = unique('group');
    const [first, second] = [openBus((await kafka()).url, 'first'), openBus((await kafka()).url, 'second')];
    try {
      await first.prepare([topic]);
      await second.prepare([topic]);
      const one = new Member(first, group, [topic]);
      await eventually('the first takes part', () => one.subscription.active);
      const two = new Member(second, group, [topic]);
      await eventually('the second takes part', () => two.subscription.active);
      let sent = 0;
      await eventually(
        'both are given some',
        async () => {
          await first.send(numbered(topic, 60, sent, 60));
          sent += 60;
          return one.got.length > 0 && two.got.length > 0;
        },
        { within: 20_000 },
      );
      await first.close();
      await second.send(numbered(topic, 60, sent, 60));
      sent += 60;
      await eventually(
        'the second has what the first leaves',
        () => new Set([...one.values(), ...two.values()]).size === sent,
        { within: 20_000 },
      );
      expect(new Set(two.got.map(({ partition }) => partition)).size).toBe(6);
    } finally {
      await Promise.all([first.close(), second.close()]);
    }
  });
});
