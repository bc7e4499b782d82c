import { statSync } from 'node:fs';
import { checkpoint, importFile, untilQuiet, untilShown } from '../importing.mjs';
import { peakMemory, serverFacts } from '../machine.mjs';
import { ownPlatform } from '../platform.mjs';
import { roster } from '../rosters.mjs';
import { median, spread } from '../statistics.mjs';

/**
 * Time per row at three sizes in one process, all the work of a row counted: until membership's records show it. And, with
 * a process per service, the memory of the largest.
 */
export async function measure({ folder, rounds, quick, say }) {
  const sizes = quick ? [1_000, 5_000, 10_000] : [10_000, 100_000, 1_000_000];
  const files = sizes.map((rows) => roster(folder, { format: 'ndjson', rows }));
  const runs = [];
  const applying = [];
  const facts = {};
  for (let round = 1; round <= rounds; round++) {
    // The small sizes are over in seconds, in which a host may be at its best or its worst: they are measured on three
    // platforms of their own, the large one's between the others, and the middle one of each counts.
    const asks = [sizes.slice(0, -1), sizes, sizes.slice(0, -1)];
    const found = [];
    for (const asked of asks) found.push(await onePlatform({ files, sizes: asked, facts }));
    const middle = (of) =>
      sizes.map((_, at) => median(found.map((one) => one[of][at]).filter((value) => value !== undefined)));
    const one = middle('shown');
    const untilApplied = middle('applied');
    runs.push(one);
    applying.push(untilApplied);
    say(
      `  round ${round}: ${one.map((each, at) => `${n(sizes[at])} rows ${each.toFixed(1)} µs each (applied after ${untilApplied[at].toFixed(1)})`).join(', ')}`,
    );
  }
  const growthOf = ([small, middle, large]) => Math.max(middle / small, large / small, large / middle);
  const each = (of) =>
    sizes
      .map((rows, at) => {
        const values = of.map((one) => one[at]);
        return `${n(rows)} rows ${median(values).toFixed(1)} µs (spread ${Math.round(spread(values) * 100)} %)`;
      })
      .join(', ');
  const memory = await peak(files.at(-1), sizes.at(-1), say);
  return {
    postgres: facts.postgres,
    figures: [
      {
        figure: `time per row until the records show it, ${sizes.map(n).join(' → ')} rows: the largest growth from one size to a larger`,
        unit: '×',
        values: runs.map(growthOf),
        target: { most: 1.2 },
      },
      {
        figure: `peak resident memory of programs, ${n(sizes.at(-1))} rows and ${memory.megabytes.toFixed(0)} MB of NDJSON, one process per service`,
        unit: 'MiB',
        values: [memory.peak],
        target: { most: 350 },
      },
    ],
    notes: [
      `Time per row, medians: ${each(runs)}; the first import after the start took ${(facts.cold * 1e6).toFixed(1)} µs per row. In each round the two small sizes on three platforms of their own, the middle one of which counts, and the large one on the second; between two imports everything on its way is waited for.`,
      `To \`applied\` alone, which tells how the cores are shared rather than what a row costs: ${each(applying)}, growth ${median(applying.map(growthOf)).toFixed(2)} ×. Ten thousand rows are applied before membership has read many of them; of a million, membership reads while they are applied.`,
      `Memory is VmHWM of the programs process after the whole import, started as \`npm start -- --each\` starts it; ${memory.seconds.toFixed(1)} s to applied, ${memory.idle.toFixed(0)} MiB before it.`,
    ],
  };
}

/** The sizes one after another on a platform of their own: its tables are as small at the first size as those of any other. */
async function onePlatform({ files, sizes, facts }) {
  const platform = await ownPlatform();
  try {
    const run = platform.run();
    facts.postgres ??= await serverFacts(run.superuser);
    const warming = await importFile(platform, { file: files[0], source: 'cold' });
    facts.cold ??= (await untilShown(run, { source: 'cold', rows: sizes[0], began: warming.began })) / sizes[0];
    const shown = [];
    const untilApplied = [];
    for (const [at, rows] of sizes.entries()) {
      await untilQuiet(run);
      await checkpoint(run);
      const source = `flat-${rows}`;
      const { applied, counts, began } = await importFile(platform, { file: files[at], source });
      if (counts.created !== rows) throw new Error(`not every row was created: ${JSON.stringify(counts)}`);
      untilApplied.push((applied / rows) * 1e6);
      shown.push(((await untilShown(run, { source, rows, began })) / rows) * 1e6);
    }
    return { shown, applied: untilApplied };
  } finally {
    await platform.stop();
  }
}

async function peak(file, rows, say) {
  const platform = await ownPlatform({ each: true });
  try {
    const { pid } = platform.run().parts.programs;
    const idle = peakMemory(pid);
    const { applied } = await importFile(platform, { file, source: 'memory' });
    const found = { peak: peakMemory(pid), idle, seconds: applied, megabytes: statSync(file).size / 1e6 };
    say(
      `  one process per service: ${n(rows)} rows, programs at most ${found.peak.toFixed(0)} MiB, ${applied.toFixed(1)} s`,
    );
    return found;
  } finally {
    await platform.stop();
  }
}

const n = (count) => count.toLocaleString('en-US');
