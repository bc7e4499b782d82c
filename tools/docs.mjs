// Writes every generated document from the contracts, so that none of them can drift:
//   docs/events.md, docs/asyncapi.json   the published events, from their Zod schemas
//   docs/problems.md, docs/receipts.md, docs/scopes.md
//   libs/contracts/published/*.json      the shapes as published; refused where a change is not additive
// `--check` writes nothing and exits 1 where a document is not what the code says.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { asyncApiOf } from './docs/asyncapi.mjs';
import { eventsPage, problemsPage, receiptsPage, scopesPage } from './docs/pages.mjs';
import { readContracts } from './docs/contracts.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const check = process.argv.includes('--check');
const packagedNode = join(root, 'node_modules/node/bin/node');
if (Number(process.versions.node.split('.')[0]) < 24 && existsSync(packagedNode)) {
  const { status } = spawnSync(packagedNode, process.argv.slice(1), { stdio: 'inherit' });
  process.exit(status ?? 1);
}

execFileSync(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-b', join(root, 'libs/contracts')], {
  stdio: 'inherit',
});
const contracts = await readContracts(root);
const { narrowed } = await import(pathToFileURL(join(root, 'libs/contracts/dist/published/index.js')).href);

const json = (value) => JSON.stringify(value, null, 2) + '\n';
const documents = new Map([
  ['docs/events.md', eventsPage(contracts)],
  ['docs/asyncapi.json', json(asyncApiOf(contracts))],
  ['docs/problems.md', problemsPage(contracts)],
  ['docs/receipts.md', receiptsPage(contracts)],
  ['docs/scopes.md', scopesPage(contracts)],
]);

const refused = [];
for (const event of contracts.events) {
  const file = `libs/contracts/published/${event.type}.json`;
  const before = existsSync(join(root, file)) ? JSON.parse(readFileSync(join(root, file), 'utf8')) : undefined;
  for (const reason of before ? narrowed(before.schema, event.shape) : []) refused.push(`${event.type} ${reason}`);
  if (before && before.topic !== event.topic.name) refused.push(`${event.type} moved from topic ${before.topic}`);
  documents.set(file, json({ type: event.type, topic: event.topic.name, schema: event.shape }));
}
for (const file of existsSync(join(root, 'libs/contracts/published'))
  ? readdirSync(join(root, 'libs/contracts/published'))
  : []) {
  if (!documents.has(`libs/contracts/published/${file}`))
    refused.push(`${file} is published, but no contract defines it`);
}
if (refused.length) {
  console.error(`A published event was narrowed; publish a new version beside it instead:\n  ${refused.join('\n  ')}`);
  process.exit(1);
}

const stale = [...documents].filter(
  ([file, text]) => !existsSync(join(root, file)) || readFileSync(join(root, file), 'utf8') !== text,
);
if (check && stale.length) {
  console.error(
    `These documents are not what the code says; run "npm run docs":\n  ${stale.map(([file]) => file).join('\n  ')}`,
  );
  process.exit(1);
}
for (const [file, text] of check ? [] : stale) {
  mkdirSync(dirname(join(root, file)), { recursive: true });
  writeFileSync(join(root, file), text);
}
console.log(
  check
    ? `${documents.size} generated documents are up to date.`
    : `Wrote ${stale.length} of ${documents.size} documents.`,
);
