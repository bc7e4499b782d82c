// `npm test`: does all that is missing and runs every check: build, generated documents, types, lint and format, every
// jest test with a real PostgreSQL and Kafka, and the crash suite on both buses. The last line is the sum of it all.
//   npm test -- libs/http      only jest, only what matches
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { fetchKafka } from './engines/kafka.mjs';
import { Refused } from './engines/processes.mjs';
import { build, goOnUnderPackagedNode, install, root } from './start/prepare.mjs';

const say = (line) => console.log(line);
const sum = { passed: 0, failed: 0, skipped: 0 };
const required = process.env.REQUIRE_INFRA === '1';
const script = (...path) => join(root, 'node_modules', ...path);
const crashKills = '20';
const crashSeed = process.env.CRASH_SEED ?? '1';

/** The environment of a check: whatever the user has set for a platform of their own does not reach it. */
function environment() {
  const kept = Object.entries(process.env).filter(
    ([key]) => !/^(CHIRON_(?!CACHE)|PORT$|HOST$|DATABASE_URL$|EVENT_BUS$|LOG_LEVEL$|npm_)/.test(key),
  );
  return {
    ...Object.fromEntries(kept),
    NX_DAEMON: 'false',
    TEST_INFRA: 'all',
    NODE_OPTIONS: '--experimental-vm-modules --disable-warning=ExperimentalWarning',
  };
}

const children = new Set();
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP', 'disconnect'])
  process.on(name, () => {
    for (const child of children) child.kill('SIGINT');
    setTimeout(() => process.exit(130), children.size > 0 ? 10_000 : 0);
  });

function run(args, { env = environment(), quiet = false } = {}) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, args, {
      cwd: root,
      env,
      stdio: quiet ? ['ignore', 'pipe', 'pipe'] : ['ignore', 'inherit', 'inherit'],
    });
    children.add(child);
    let text = '';
    child.stdout?.on('data', (chunk) => (text += chunk));
    child.stderr?.on('data', (chunk) => (text += chunk));
    child.once('error', (error) => resolve({ code: 1, text: error.message }));
    child.once('exit', (code) => {
      children.delete(child);
      resolve({ code: code ?? 1, text });
    });
  });
}

/** One check that passes or fails as a whole. */
async function check(name, args, options = {}) {
  const begun = performance.now();
  const { code, text } = await run(args, { quiet: true, ...options });
  const took = `${((performance.now() - begun) / 1000).toFixed(1)} s`;
  sum[code === 0 ? 'passed' : 'failed']++;
  say(`${code === 0 ? 'PASS' : 'FAIL'} ${name} (${took})`);
  if (code !== 0) say(text.trimEnd());
  else if (options.show) say(text.trimEnd());
  return code === 0;
}

function skip(name, reason) {
  sum[required ? 'failed' : 'skipped']++;
  say(`!!! ${required ? 'FAIL' : 'SKIPPED'} ${name}: ${reason}`);
}

async function jest(filter) {
  const file = join(root, '.cache', `jest-${process.pid}.json`);
  mkdirSync(join(root, '.cache'), { recursive: true });
  // A worker's memory grows with every spec; jest gives it half a second to end, too short to give back some gigabytes.
  const workers = filter.some((arg) => /^(-i|--runInBand|-w|--maxWorkers)/.test(arg))
    ? []
    : [`--maxWorkers=${Math.max(1, Math.min(4, availableParallelism()))}`, '--workerIdleMemoryLimit=600MB'];
  const { code } = await run(
    [script('jest', 'bin', 'jest.js'), '--json', `--outputFile=${file}`, ...workers, ...filter].filter(Boolean),
    {},
  );
  if (!existsSync(file)) {
    sum.failed++;
    return;
  }
  const result = JSON.parse(readFileSync(file, 'utf8'));
  rmSync(file, { force: true });
  sum.passed += result.numPassedTests;
  sum.failed += result.numFailedTests + result.numRuntimeErrorTestSuites;
  sum.skipped += result.numPendingTests + result.numTodoTests;
  if (code !== 0 && result.numFailedTests + result.numRuntimeErrorTestSuites === 0) sum.failed++;
}

function missingKafka() {
  try {
    fetchKafka(say);
    return undefined;
  } catch (error) {
    if (error instanceof Refused) return error.message;
    throw error;
  }
}

async function crash() {
  const tool = join(root, 'tools', 'crash.mjs');
  if (!existsSync(tool)) return;
  for (const bus of ['postgres', 'kafka']) {
    const reason = bus === 'kafka' ? missingKafka() : undefined;
    if (reason) skip(`crash suite on ${bus}`, reason);
    else
      await check(`crash suite on ${bus}`, [tool, '--bus', bus, '--kills', crashKills, '--seed', crashSeed], {
        show: true,
        env: { ...environment(), NODE_OPTIONS: '' },
      });
  }
}

async function everything() {
  const docs = join(root, 'tools', 'docs.mjs');
  const plain = { env: { ...environment(), NODE_OPTIONS: '' } };
  await check('lock file is whole', [join(root, 'tools', 'lock.mjs'), '--check'], plain);
  if (existsSync(docs)) await check('generated documents are up to date', [docs, '--check'], plain);
  await check('types', [script('typescript', 'bin', 'tsc'), '-p', 'tsconfig.json'], plain);
  await check('lint and boundaries', [script('eslint', 'bin', 'eslint.js'), '--max-warnings', '0', '.'], plain);
  await check('format', [script('prettier', 'bin', 'prettier.cjs'), '--check', '--log-level', 'warn', '.'], plain);
  await jest([]);
  await crash();
}

try {
  const filter = process.argv.slice(2);
  install(say);
  if (await goOnUnderPackagedNode(import.meta.filename ?? process.argv[1])) {
    try {
      build(say);
      sum.passed++;
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      say(`FAIL build: ${error.message}`);
      sum.failed++;
    }
    if (filter.length > 0) await jest(filter);
    else await everything();
    say(`${sum.passed} passed, ${sum.failed} failed, ${sum.skipped} skipped`);
    process.exit(sum.failed > 0 ? 1 : 0);
  }
} catch (error) {
  if (!(error instanceof Refused)) throw error;
  console.error(`The tests cannot run. ${error.message}`);
  say(`${sum.passed} passed, ${sum.failed + 1} failed, ${sum.skipped} skipped`);
  process.exit(1);
}
