// Reads what the contracts publish, from their build: events with JSON Schemas, topics, problems, receipts, scopes; and
// from the services who reacts to which event.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { z } from 'zod';

const object = (value) => typeof value === 'object' && value !== null;
const isEvent = (value) => object(value) && 'topic' in value && 'schema' in value;
const isTopic = (value) => object(value) && 'compacted' in value;
const isProblems = (value) => object(value) && 'refuse' in value;

/** Zod's schema as an open JSON Schema (draft 7): a newer producer may add members. */
export function shapeOf(schema) {
  const { $schema: _dialect, ...shape } = z.toJSONSchema(schema, { io: 'input', target: 'draft-7' });
  return shape;
}

export async function readContracts(root) {
  const dist = join(root, 'libs/contracts/dist');
  const load = (context) => import(pathToFileURL(join(dist, context, 'index.js')).href);
  const contexts = readdirSync(join(root, 'libs/contracts/src'))
    .filter((name) => !['core', 'published'].includes(name))
    .sort();
  const core = await load('core');
  const contracts = {
    version: JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).version,
    contexts,
    envelope: shapeOf(core.envelope),
    scopes: core.scopes,
    topics: [],
    events: [],
    problems: [{ context: 'core', definitions: core.coreProblems.definitions }],
    outcomes: [],
    receiptCodes: {},
  };
  for (const context of contexts) {
    const module = await load(context);
    const values = Object.values(module).flat();
    contracts.topics.push(...[...new Set(values.filter(isTopic))].map((topic) => ({ ...topic, context })));
    const named = Object.entries(module).filter(([, value]) => isEvent(value));
    contracts.events.push(...named.map(([name, event]) => ({ ...event, name, context, shape: shapeOf(event.schema) })));
    contracts.problems.push(...values.filter(isProblems).map(({ definitions }) => ({ context, definitions })));
    if (module.receiptCodes) Object.assign(contracts, { outcomes: module.outcomes, receiptCodes: module.receiptCodes });
  }
  contracts.events = inOrderOf(contracts.events, contracts.topics);
  for (const event of contracts.events) event.readers = readersOf(root, event.name);
  return contracts;
}

const inOrderOf = (events, topics) =>
  topics.flatMap((topic) => events.filter((event) => event.topic.name === topic.name));

/** The services with a reaction (`features/on-….ts`) that names the event. */
function readersOf(root, name) {
  return readdirSync(join(root, 'services')).filter((service) => {
    const features = join(root, 'services', service, 'src/features');
    if (!existsSync(features)) return false;
    return readdirSync(features)
      .filter((file) => /^on-[a-z-]+\.ts$/.test(file))
      .some((file) => new RegExp(`\\b${name}\\b`).test(readFileSync(join(features, file), 'utf8')));
  });
}
