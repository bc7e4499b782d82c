// Lints the fixtures as if they stood where their first line says, with the workspace's real configuration, and prints
// `[{ folder, fixture, at, trips, says, errors: [{ rule, message }] }]`. Run by tools/boundaries.spec.ts.
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ESLint } from 'eslint';
import tseslint from 'typescript-eslint';
import { boundaries, houseRules, projectBoundaries } from './boundaries.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, '../..');
// The fixtures are not on disk where they claim to stand, so there are no types to ask for.
const eslint = new ESLint({
  cwd: root,
  overrideConfig: { files: ['**/*.ts'], ...tseslint.configs.disableTypeChecked },
});

const results = [];
for (const folder of ['forbidden', 'allowed']) {
  for (const fixture of readdirSync(join(here, folder)).sort()) {
    let code = readFileSync(join(here, folder, fixture), 'utf8');
    const said = Object.fromEntries(
      [...code.matchAll(/^\/\/ ([a-z-]+): (.*)$/gm)].map(([, key, value]) => [key, value]),
    );
    const missing = Number(said['pad-to'] ?? 0) - code.trimEnd().split('\n').length;
    if (missing > 0) code = code.trimEnd() + '\n//'.repeat(missing);
    const [result] = await eslint.lintText(code, { filePath: join(root, said.at) });
    const errors = result.messages.map(({ ruleId, message }) => ({ rule: ruleId, message }));
    results.push({
      folder,
      fixture: fixture.replace(/\.ts\.txt$/, ''),
      at: said.at,
      trips: said.trips,
      says: said.says,
      errors,
    });
  }
}
const names = [
  ...boundaries.map(({ name }) => name),
  ...houseRules.map((rule) => rule.split('/').at(-1)),
  ...projectBoundaries.map(({ sourceTag }) => sourceTag.replace(':', '-')),
];
process.stdout.write(JSON.stringify({ names, results }));
