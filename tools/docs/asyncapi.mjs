/** AsyncAPI 3.0 of everything that is published: one channel per topic, one message per event. */
export function asyncApiOf({ version, envelope, topics, events }) {
  const messagesOf = (topic) => events.filter((event) => event.topic.name === topic.name);
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'Chiron events',
      version,
      description:
        'Every event is a CloudEvent 1.0 in structured JSON; its key on the bus is its subject. Events of one key are in order. ' +
        'Delivery is at least once: an event may come twice, and is told apart by its id. Only additive changes are made to ' +
        'a version; ignore members you do not know.',
      license: { name: 'Apache-2.0', url: 'https://www.apache.org/licenses/LICENSE-2.0' },
    },
    defaultContentType: 'application/cloudevents+json',
    channels: Object.fromEntries(
      topics.map((topic) => [
        topic.name,
        {
          address: topic.name,
          description: topic.description,
          messages: Object.fromEntries(
            messagesOf(topic).map(({ type, name }) => [name, { $ref: `#/components/messages/${type}` }]),
          ),
          bindings: {
            kafka: {
              bindingVersion: '0.5.0',
              topicConfiguration: topic.compacted
                ? { 'cleanup.policy': ['compact'] }
                : { 'cleanup.policy': ['delete'], 'retention.ms': -1, 'retention.bytes': -1 },
            },
          },
        },
      ]),
    ),
    operations: Object.fromEntries(
      topics.map((topic) => [
        `${topic.context}-sends-${topic.name.split('.')[1]}`,
        {
          action: 'send',
          channel: { $ref: `#/channels/${topic.name}` },
          summary: topic.description,
          messages: messagesOf(topic).map(({ name }) => ({ $ref: `#/channels/${topic.name}/messages/${name}` })),
        },
      ]),
    ),
    components: {
      messages: Object.fromEntries(events.map((event) => [event.type, messageOf(event, envelope)])),
    },
  };
}

function messageOf({ type, name, context, description, shape, example, subject }, envelope) {
  return {
    name: type,
    title: name,
    summary: description,
    contentType: 'application/cloudevents+json',
    payload: {
      ...envelope,
      properties: {
        ...envelope.properties,
        type: { type: 'string', const: type },
        source: { type: 'string', const: `/${context}` },
        data: shape,
      },
      required: [...envelope.required, 'data'],
    },
    examples: [{ name: 'example', payload: messageExample(type, context, subject(example), example) }],
  };
}

/** A whole event around example data. */
export function messageExample(type, context, subject, data) {
  return {
    specversion: '1.0',
    id: '019a8f2e-6b1c-7d35-9f00-0c6b7a1d2e99',
    type,
    source: `/${context}`,
    subject,
    partitionkey: subject,
    time: '2026-11-22T06:00:00.000Z',
    datacontenttype: 'application/json',
    revision: 1,
    data,
  };
}
