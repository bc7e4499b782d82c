import { checkpoint, copyRows, importFile, makeLimitTable, rowsOf, untilQuiet, untilShown } from '../importing.mjs';
import { serverFacts, usage, usedBetween } from '../machine.mjs';
import { ownPlatform } from '../platform.mjs';
import { roster } from '../rosters.mjs';
import { median } from '../statistics.mjs';

/** New rows, until the records show them, the same again, and an archive; each beside COPY of the same rows. */
export async function measure({ folder, rounds, quick, say }) {
  const rows = quick ? 10_000 : 100_000;
  // Each round is other schools: their people have addresses of their own, or every one would be a doubtful match.
  const filesOf = (round) => ({
    ndjson: roster(folder, { format: 'ndjson', rows, domain: `college-${round}.example.edu` }),
    zip: roster(folder, { format: 'zip', rows, people: rows / 5, domain: `school-${round}.example.edu` }),
  });
  for (let round = 0; round <= rounds; round++) filesOf(round);
  const platform = await ownPlatform();
  try {
    const run = platform.run();
    const postgres = await serverFacts(run.superuser);
    for (const table of ['first', 'again', 'archive']) await makeLimitTable(run, table);
    const runs = [];
    // round 0 warms up and is told apart
    for (let round = 0; round <= rounds; round++) {
      const one = await oneRound(platform, { round, ...filesOf(round), rows });
      runs.push(one);
      say(
        `  ${round === 0 ? 'cold' : `round ${round}`}: applied ${s(one.applied)}, shown ${s(one.shown)}, COPY ${s(one.copy)}; again ${s(one.again)}, COPY ${s(one.copyAgain)}; archive ${s(one.archive)}, COPY ${s(one.copyArchive)}`,
      );
    }
    const [cold, ...warm] = runs;
    const figure = (name, own, limit, target) => ({
      figure: name,
      unit: 'rows/s',
      values: warm.map((one) => rows / one[own]),
      limits: warm.map((one) => rows / one[limit]),
      target: { least: target },
      cold: { value: rows / cold[own], limit: rows / cold[limit] },
    });
    return {
      postgres,
      figures: [
        figure(`NDJSON import of ${n(rows)} new rows, to applied`, 'applied', 'copy', 0.2),
        figure('the same until membership’s records show all of them', 'shown', 'copy', 0.1),
        figure('unchanged re-import under a new key', 'again', 'copyAgain', 0.6),
        figure(
          `OneRoster zip, ${n(rows / 5)} people and ${n(rows)} enrollments, to applied`,
          'archive',
          'copyArchive',
          0.12,
        ),
      ],
      notes: [
        `Each round imports other people into a new source; the tables grow on both sides alike. The limit is one COPY of the very rows that the import wrote, in one transaction, into a table made with \`like enrollments including all\` (its ${7} indexes and its checks; foreign keys are not copied by that). A checkpoint precedes every timed piece.`,
        `Accepted (202) after ${median(warm.map((one) => one.accepted)).toFixed(2)} s of the ${median(warm.map((one) => one.applied)).toFixed(2)} s to applied.`,
        `CPU seconds of one import until its records show: ${list(warm.at(-1).cpu)}.`,
      ],
    };
  } finally {
    await platform.stop();
  }
}

async function oneRound(platform, { round, ndjson, zip, rows }) {
  const run = platform.run();
  const source = `bench-${round}`;
  const archiveSource = `archive-${round}`;
  await untilQuiet(run);
  await checkpoint(run);
  const before = usage(run);
  const first = await importFile(platform, { file: ndjson, source });
  expect(first, 'created', rows);
  const shown = await untilShown(run, { source, rows, began: first.began });
  const cpu = usedBetween(before, usage(run));
  const text = await rowsOf(run, source);
  await untilQuiet(run);
  await checkpoint(run);
  const copy = await copyRows(run, 'first', text);

  await checkpoint(run);
  const again = await importFile(platform, { file: ndjson, source });
  expect(again, 'unchanged', rows);
  await untilQuiet(run);
  await checkpoint(run);
  const copyAgain = await copyRows(run, 'again', text);

  await checkpoint(run);
  const archive = await importFile(platform, { file: zip, source: archiveSource });
  expect(archive, 'created', rows);
  await untilQuiet(run);
  const archived = await rowsOf(run, archiveSource);
  await checkpoint(run);
  const copyArchive = await copyRows(run, 'archive', archived);
  return {
    accepted: first.accepted,
    applied: first.applied,
    shown,
    copy,
    again: again.applied,
    copyAgain,
    archive: archive.applied,
    copyArchive,
    cpu,
  };
}

/** A fast import of something else would be no figure. */
function expect({ counts }, outcome, rows) {
  if (counts?.[outcome] !== rows) throw new Error(`not every row was ${outcome}: ${JSON.stringify(counts)}`);
}

const s = (seconds) => `${seconds.toFixed(2)} s`;
const n = (count) => count.toLocaleString('en-US');
const list = (cpu) =>
  Object.entries(cpu)
    .filter(([, seconds]) => seconds >= 0.1)
    .map(([name, seconds]) => `${name} ${seconds.toFixed(1)}`)
    .join(', ');
