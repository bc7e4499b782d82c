// Runs the library's own assignment on a file of affinities and prints one line of JSON.
//   npm run bench:assignment -- --file F.json --reviews 3 --load 2 [--seed S] [--gap G]
// The file: { "affinity": rows of reviewers with a number for each application, null for a conflict of interest }.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { parseArgs } from 'node:util';

const root = new URL('..', import.meta.url).pathname;

function fail(sentence) {
  console.error(sentence);
  process.exit(1);
}

function read() {
  let options;
  try {
    options = parseArgs({
      options: {
        file: { type: 'string' },
        reviews: { type: 'string', default: '3' },
        load: { type: 'string' },
        seed: { type: 'string', default: '1' },
        gap: { type: 'string', default: '0.015' },
      },
    }).values;
  } catch (error) {
    fail(error.message);
  }
  if (!options.file) fail('Say which file: npm run bench:assignment -- --file F.json --reviews 3 --load 2');
  let affinity;
  try {
    affinity = JSON.parse(readFileSync(options.file, 'utf8')).affinity;
  } catch (error) {
    fail(`${options.file} cannot be read: ${error.message}`);
  }
  if (!Array.isArray(affinity) || !affinity.every((row) => Array.isArray(row) && row.length === affinity[0].length)) {
    fail(`${options.file} has no rows of affinities of equal length under "affinity".`);
  }
  const numbers = {};
  for (const name of ['reviews', 'seed', 'gap', 'load']) {
    const given = options[name] ?? String(Math.ceil((affinity[0].length * Number(options.reviews)) / affinity.length));
    numbers[name] = Number(given);
    const whole =
      name === 'gap' ? numbers[name] >= 0 && numbers[name] <= 1 : Number.isInteger(numbers[name]) && numbers[name] >= 0;
    if (given.trim() === '' || !whole)
      fail(`--${name} ${given} is not a ${name === 'gap' ? 'share between 0 and 1' : 'whole number'}.`);
  }
  return { affinity, ...numbers };
}

function build() {
  const tsc = `${root}node_modules/typescript/bin/tsc`;
  const built = spawnSync(process.execPath, [tsc, '-b', `${root}libs/review`], { encoding: 'utf8' });
  if (built.status !== 0) fail(`libs/review does not build:\n${built.stdout}${built.stderr}`);
}

const { affinity, reviews, load, seed, gap } = read();
build();
const { assign } = await import('../libs/review/dist/index.js');
const request = {
  applications: (affinity[0] ?? []).map((_, a) => ({ id: `application ${a + 1}` })),
  reviewers: affinity.map((_, r) => ({ id: `reviewer ${r + 1}`, capacity: load })),
  affinity,
  reviews,
  seed,
  gap,
};
const began = performance.now();
const answer = assign(request);
const seconds = (performance.now() - began) / 1000;
const round = (value, digits) => Number(value.toFixed(digits));
const report = answer.feasible ? answer.report : null;
console.log(
  JSON.stringify({
    sum: report && round(report.sum, 6),
    worst: report && round(report.worst, 6),
    p10: report && round(report.p10, 6),
    loadMin: report && report.loadMin,
    loadMax: report && report.loadMax,
    bound: report && round(report.bound, 6),
    seconds: round(seconds, 3),
    peakMb: round(process.resourceUsage().maxRSS / 1024, 1),
    infeasible: answer.feasible ? null : answer.infeasible,
  }),
);
