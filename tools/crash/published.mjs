// The ids of all events that a bus holds.

/** @returns {Promise<Set<string>>} */
export async function publishedIds({ run, databases, bus, topics }) {
  return bus === 'kafka' ? fromKafka(run.eventBus, topics) : fromPostgres(databases, topics);
}

async function fromPostgres(databases, topics) {
  const ids = new Set();
  for (const topic of topics) {
    const known = await databases.one('bus', 'select to_regclass($1)::text', [`log."${topic}"`]);
    if (!known) continue;
    for (const { id } of await databases.rows(
      'bus',
      `select event::json ->> 'id' as id from log."${topic}" where event is not null`,
    ))
      ids.add(id);
  }
  return ids;
}

async function fromKafka(eventBus, topics) {
  const { default: kafkajs } = await import('kafkajs');
  const kafka = new kafkajs.Kafka({
    brokers: [new URL(eventBus.replace('kafka:', 'http:')).host],
    logLevel: kafkajs.logLevel.NOTHING,
  });
  const admin = kafka.admin();
  await admin.connect();
  const existing = new Set(await admin.listTopics());
  const left = new Map();
  for (const topic of topics.filter((name) => existing.has(name)))
    for (const { partition, low, high } of await admin.fetchTopicOffsets(topic))
      if (BigInt(high) > BigInt(low)) left.set(`${topic}/${partition}`, BigInt(high));
  const ids = new Set();
  const groupId = `crash-suite-${process.pid}-${topics[0]}`;
  const consumer = kafka.consumer({ groupId });
  await consumer.connect();
  await consumer.subscribe({ topics: topics.filter((name) => existing.has(name)), fromBeginning: true });
  await new Promise((resolve, reject) => {
    const enough = setTimeout(
      () => reject(new Error(`Kafka did not give the events of ${[...left.keys()].join(', ')}`)),
      120_000,
    );
    const done = () => {
      clearTimeout(enough);
      resolve();
    };
    if (left.size === 0) return done();
    consumer
      .run({
        autoCommit: false,
        eachBatch: async ({ batch }) => {
          for (const { value } of batch.messages) if (value) ids.add(JSON.parse(value.toString()).id);
          const name = `${batch.topic}/${batch.partition}`;
          if (BigInt(batch.lastOffset()) + 1n >= (left.get(name) ?? 0n)) left.delete(name);
          if (left.size === 0) done();
        },
      })
      .catch(reject);
  });
  await consumer.disconnect();
  await admin.deleteGroups([groupId]).catch(() => undefined);
  await admin.disconnect();
  return ids;
}
