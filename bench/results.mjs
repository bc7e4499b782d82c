// bench/results.json (the rows), bench/details.json (every run behind them) and bench/RESULTS.md (made from both).
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { median, round, spread } from './statistics.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const rowsFile = join(here, 'results.json');
const detailsFile = join(here, 'details.json');
const reportFile = join(here, 'RESULTS.md');
const order = ['import', 'post', 'roster', 'latency', 'flat', 'review', 'profile'];

/**
 * One figure: `values` of its rounds, `limits` of the limit's rounds beside them (or none), and a target, at least or at
 * most, of the ratio where there are limits, else (or where it is `absolute`) of the value itself.
 */
export function rowOf({ figure, unit, values, limits, target, absolute = !limits }) {
  const value = median(values);
  const limit = limits ? median(limits) : null;
  // the two of one round were measured beside each other
  const ratio = limits ? median(values.map((one, at) => one / limits[at])) : null;
  const judged = absolute ? value : ratio;
  const least = target.least !== undefined;
  return {
    figure,
    value: round(value, 4),
    unit,
    limit: limit === null ? null : round(limit, 4),
    ratio: ratio === null ? null : round(ratio, 3),
    target: `${least ? '≥' : '≤'} ${least ? target.least : target.most}${absolute ? ` ${unit}` : ''}`.trim(),
    met: least ? judged >= target.least : judged <= target.most,
  };
}

const shown = (value) => (value === null ? '' : value.toLocaleString('en-US', { maximumSignificantDigits: 4 }));

/** The rows as a Markdown table. */
export function table(rows, noise) {
  if (rows.length === 0) return '';
  const head = `| figure | value | unit | limit | ratio | must reach | met |${noise ? ' noise |' : ''}`;
  const line = `| --- | ---: | --- | ---: | ---: | --- | --- |${noise ? ' ---: |' : ''}`;
  const body = rows.map(
    ({ figure, value, unit, limit, ratio, target, met }, at) =>
      `| ${figure} | ${shown(value)} | ${unit} | ${shown(limit)} | ${ratio === null ? '' : ratio} | ${target} | ${met ? 'yes' : '**no**'} |${noise ? ` ${noise[at]} |` : ''}`,
  );
  return [head, line, ...body].join('\n');
}

/** Puts a part's findings in the place of its earlier ones and writes all three files anew. */
export function keep(found) {
  const details = { ...read(detailsFile, {}), [found.part]: found };
  const parts = order.map((name) => details[name]).filter(Boolean);
  writeFileSync(detailsFile, `${JSON.stringify(Object.fromEntries(parts.map((one) => [one.part, one])), null, 1)}\n`);
  writeFileSync(
    rowsFile,
    `${JSON.stringify(
      parts.flatMap(({ figures }) => figures.map(rowOf)),
      null,
      2,
    )}\n`,
  );
  writeFileSync(reportFile, report(parts));
}

function read(file, otherwise) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return otherwise;
  }
}

const percent = (share) => `${Math.round(share * 100)} %`;
const noiseOf = ({ limits, values }) => percent(spread(limits ?? values));

function report(parts) {
  const { machine } = parts[0];
  const postgres = parts.find((one) => one.postgres)?.postgres;
  const all = parts.flatMap(({ figures }) => figures);
  const lines = [
    '# What was measured',
    '',
    '<!-- Made by `npm run bench`; do not edit. -->',
    '',
    'Each figure stands beside its limit, measured in the same run, the two in turn; values are medians of the rounds, the ratio is the median of the rounds’ ratios. Noise is the spread ((max − min) ÷ median) of the limit’s rounds, or of the figure’s own where it has none. The first round of each part warms up and is told apart. Durability is the same on both sides: `fsync`, `synchronous_commit` and `full_page_writes` are on.',
    '',
    table(all.map(rowOf), all.map(noiseOf)),
    '',
    `Machine: ${machine.cpu}, ${machine.cores} cores, ${machine.memoryGiB} GiB, ${machine.kernel}, Node ${machine.node}${postgres ? `, PostgreSQL ${postgres.version}` : ''}.`,
  ];
  if (postgres) {
    const settings = Object.entries({ ...postgres.durability, ...postgres.settings });
    lines.push(
      '',
      `PostgreSQL’s settings, both sides: ${settings.map(([name, value]) => `\`${name}=${value}\``).join(', ')}.`,
    );
  }
  for (const one of parts) {
    lines.push(
      '',
      `## ${one.part}`,
      '',
      `${one.at}, ${one.seconds} s, ${one.rounds} rounds; load average ${one.loadBefore.join(' ')} before, ${one.loadAfter.join(' ')} after.`,
    );
    if (one.figures.length > 0) lines.push('', ...rounds(one));
    for (const note of one.notes ?? []) lines.push('', note);
  }
  return `${lines.join('\n')}\n`;
}

/** Every round of every figure, and the cold one. */
function rounds({ figures }) {
  const list = (values) => values.map((value) => shown(round(value, 3))).join(' · ');
  return [
    '| figure | rounds | limit’s rounds | cold |',
    '| --- | --- | --- | --- |',
    ...figures.map(
      ({ figure, values, limits, cold, unit }) =>
        `| ${figure} (${unit}) | ${list(values)} | ${limits ? list(limits) : ''} | ${
          cold
            ? [cold.value, cold.limit]
                .filter((one) => one !== undefined)
                .map((one) => shown(round(one, 3)))
                .join(' beside ')
            : ''
        } |`,
    ),
  ];
}
