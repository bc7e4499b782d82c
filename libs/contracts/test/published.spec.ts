import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { envelope, sourceOf, type EventDefinition, type Problems, type Topic } from '../src/core/index.js';
import { narrowed, type Shape } from '../src/published/index.js';

const contracts = join(import.meta.dirname, '..');
const contexts = readdirSync(join(contracts, 'src')).filter((name) => !['core', 'published'].includes(name));
const exported = await Promise.all(
  contexts.map(async (context) => ({
    context,
    values: Object.values((await import(`../src/${context}/index.js`)) as Record<string, unknown>).flat(),
  })),
);

const isEvent = (value: unknown): value is EventDefinition<unknown> =>
  typeof value === 'object' && value !== null && 'topic' in value && 'schema' in value;
const isTopic = (value: unknown): value is Topic => typeof value === 'object' && value !== null && 'compacted' in value;
const isProblems = (value: unknown): value is Problems<string> =>
  typeof value === 'object' && value !== null && 'refuse' in value;

const events = exported.flatMap(({ context, values }) =>
  [...new Set(values.filter(isEvent))].map((event) => ({ context, event, type: event.type })),
);

describe.each(events)('$type', ({ context, event }) => {
  const shape = z.toJSONSchema(event.schema, { io: 'input', target: 'draft-7' }) as Shape;

  it('is named after its context, its aggregate and a business verb in the past tense', () => {
    const [, owner, , verb] = event.type.split('.');
    expect(event.type).toMatch(/^chiron\.[a-z]+\.[a-z]+(-[a-z]+)*\.[a-z]+(-[a-z]+)*\.v[1-9]\d*$/);
    expect(owner).toBe(context);
    expect(verb).not.toMatch(/^(created|updated|deleted|changed|saved)$|event$/);
    expect(verb).toMatch(/(ed|sent|made|put|withdrawn|begun|given|left|undone)(-without-[a-z]+)?$/);
  });

  it('stands in a topic of its context', () => expect(event.topic.name).toMatch(new RegExp(`^${context}\\.[a-z-]+$`)));

  it('has an example that its own schema and the envelope accept', () => {
    expect(event.schema.parse(event.example)).toEqual(event.example);
    const subject = event.subject(event.example);
    const message = {
      specversion: '1.0',
      id: '019a8f2e-6b1c-7d35-9f00-0c6b7a1d2e3f',
      type: event.type,
      source: sourceOf(event.type),
      subject,
      partitionkey: subject,
      time: '2026-11-22T06:00:00.000Z',
      datacontenttype: 'application/json',
      revision: 1,
      data: event.example,
    };
    expect(envelope.parse(message)).toEqual(expect.objectContaining({ type: event.type, source: `/${context}` }));
    expect(JSON.parse(JSON.stringify(event.example))).toEqual(event.example);
  });

  it('ignores members it does not know, so that a newer producer may add some', () => {
    expect(event.schema.safeParse({ ...(event.example as object), addedLater: 1 }).success).toBe(true);
  });

  it('does not accept an event without its facts', () => expect(event.schema.safeParse({}).success).toBe(false));

  it('keeps what was published', () => {
    const file = join(contracts, 'published', `${event.type}.json`);
    if (!existsSync(file)) throw new Error(`${event.type} is not published yet: run npm run docs`);
    const { topic, schema } = JSON.parse(readFileSync(file, 'utf8')) as { topic: string; schema: Shape };
    expect(topic).toBe(event.topic.name);
    expect(narrowed(schema, shape)).toEqual([]);
  });
});

describe('the published language', () => {
  const types = events.map(({ type }) => type);

  it('names every event once', () => expect(new Set(types).size).toBe(types.length));

  it('takes no published event back', () => {
    const published = readdirSync(join(contracts, 'published')).map((file) => file.replace(/\.json$/, ''));
    expect(published.filter((type) => !types.includes(type))).toEqual([]);
  });

  it('lists the topic of every event among the topics of its context', () => {
    for (const { context, values } of exported) {
      const topics = new Set(values.filter(isTopic));
      for (const { event } of events.filter((entry) => entry.context === context))
        expect(topics).toContain(event.topic);
    }
  });

  it('carries names and e-mails in one topic only', () => {
    const personal = /name|email|e-mail|pronoun|phone|birth|address|orcid/i;
    const speaking = events.filter(({ event, type }) => {
      const shape = JSON.stringify(Object.keys(flat(z.toJSONSchema(event.schema, { io: 'input' }) as Shape)));
      return personal.test(shape) && type !== 'chiron.programs.person.described.v1';
    });
    expect(speaking.map(({ type }) => type)).toEqual([]);
  });

  it('can forget a person: the topic with names is compacted and its key is the reference', () => {
    const described = events.find(({ type }) => type === 'chiron.programs.person.described.v1')!.event;
    expect(described.topic.compacted).toBe(true);
    expect(described.subject(described.example)).toBe('sis/usr-17');
  });
});

describe('the problems', () => {
  const problems = exported.flatMap(({ context, values }) =>
    values.filter(isProblems).map((set) => ({ context, set })),
  );

  it.each(problems)('of $context belong to it and are refusals, not faults of ours', ({ context, set }) => {
    expect(set.context).toBe(context);
    for (const [code, { status, title }] of Object.entries(set.definitions)) {
      expect(code).toMatch(/^[a-z]+(-[a-z]+)*$/);
      expect(status).toBeGreaterThanOrEqual(400);
      expect(status).toBeLessThan(500);
      expect(title).toMatch(/^[A-Z].*[^.]$/);
    }
  });

  it('have codes of their own: none is used by two contexts', async () => {
    const { coreProblems } = await import('../src/core/index.js');
    const codes = [coreProblems, ...problems.map(({ set }) => set)].flatMap(({ definitions }) =>
      Object.keys(definitions),
    );
    expect(codes.filter((code, i) => codes.indexOf(code) !== i)).toEqual([]);
  });
});

/** Every field name of the shape, at any depth. */
function flat(shape: Shape): Record<string, true> {
  const names: Record<string, true> = {};
  for (const [name, inner] of Object.entries(shape.properties ?? {}))
    Object.assign(names, { [name]: true }, flat(inner));
  for (const inner of [shape.items, ...(shape.anyOf ?? [])]) if (inner) Object.assign(names, flat(inner));
  return names;
}
