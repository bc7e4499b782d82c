// Runs the parts one after another and writes down what they found.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { load, machine } from './machine.mjs';
import { stopAll } from './platform.mjs';
import { keep, rowOf, table } from './results.mjs';

export async function run({ only, quick, rounds, say }) {
  const folder = mkdtempSync(join(tmpdir(), 'chiron-bench-'));
  const leave = async () => {
    say('Stopping …');
    await stopAll().catch(() => undefined);
    rmSync(folder, { recursive: true, force: true });
    process.exit(130);
  };
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(name, () => void leave());
  try {
    for (const part of only) {
      say(`${part}:`);
      const { measure } = await import(`./parts/${part}.mjs`);
      const loadBefore = load();
      const began = Date.now();
      const measured = await measure({ folder, rounds: quick ? Math.min(2, rounds) : rounds, quick, say });
      const found = {
        part,
        at: new Date(began).toISOString(),
        seconds: Math.round((Date.now() - began) / 1000),
        rounds: quick ? Math.min(2, rounds) : rounds,
        machine: machine(),
        loadBefore,
        loadAfter: load(),
        ...measured,
      };
      console.log(table(found.figures.map(rowOf)));
      // what was found is kept at once: a later part that fails takes nothing away
      if (!quick) keep(found);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
