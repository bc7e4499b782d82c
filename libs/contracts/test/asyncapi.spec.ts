import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { Ajv, type AnySchemaObject } from 'ajv';

interface Document {
  channels: Record<string, { messages: Record<string, { $ref: string }> }>;
  operations: Record<string, unknown>;
  components: { messages: Record<string, { payload: AnySchemaObject; examples: { payload: unknown }[] }> };
}

const root = join(import.meta.dirname, '../../..');
const document = JSON.parse(readFileSync(join(root, 'docs/asyncapi.json'), 'utf8')) as Document;
const official = createRequire(import.meta.url)('@asyncapi/specs/schemas/3.0.0.json') as AnySchemaObject;
// The official schema brings the draft-07 meta-schema with it.
const ajv = () =>
  new Ajv({ strict: false, allErrors: true, meta: false, validateSchema: false, validateFormats: false });
const messages = Object.entries(document.components.messages);

describe('docs/asyncapi.json', () => {
  it('is a document that the official AsyncAPI 3.0 schema accepts', () => {
    const validate = ajv().compile(official);
    expect([validate(document), validate.errors]).toEqual([true, null]);
  });

  it('is one that the official schema would refuse, were it wrong', () => {
    const validate = ajv().compile(official);
    expect(validate({ ...document, operations: { publish: { action: 'shout', channel: {} } } })).toBe(false);
    expect(validate({ ...document, asyncapi: '2.6.0' })).toBe(false);
  });

  it('refers only to messages it holds', () => {
    const references = Object.values(document.channels).flatMap((channel) => Object.values(channel.messages));
    expect(references.map(({ $ref }) => $ref.replace('#/components/messages/', '')).sort()).toEqual(
      messages.map(([type]) => type).sort(),
    );
  });

  it.each(messages)(
    '%s accepts its example and refuses another type and missing facts',
    (type, { payload, examples }) => {
      const validate = ajv().compile(payload);
      const example = examples[0]!.payload as Record<string, unknown>;
      expect(validate(example)).toBe(true);
      expect(validate({ ...example, type: `${type}0` })).toBe(false);
      expect(validate({ ...example, data: {} })).toBe(false);
    },
  );
});
