// The crash suite: kills (SIGKILL) programs, membership, grants, the gateway, the broker and PostgreSQL's postmaster at random
// moments of imports of 100,000 rows, and then checks that nothing is lost, doubled or stuck.
//   npm run crash -- --bus postgres|kafka --kills 20 --seed 1 [--rows 100000] [--keep]
// Prints one line of figures; ends with a non-zero code on any loss.
import { goOnUnderPackagedNode, build, install } from './start/prepare.mjs';
import { Refused } from './engines/processes.mjs';

function options(args) {
  const chosen = { bus: 'postgres', kills: 20, seed: 1, rows: 100_000, keep: false };
  for (let i = 0; i < args.length; i++) {
    const name = args[i].replace(/^--/, '');
    if (name === 'keep') chosen.keep = true;
    else if (name === 'bus') chosen.bus = args[++i];
    else if (name in chosen && args[i].startsWith('--')) {
      chosen[name] = Number(args[++i]);
      if (!Number.isSafeInteger(chosen[name]) || chosen[name] < 0) throw new Refused(`--${name} is a whole number.`);
    } else throw new Refused(`There is no option ${args[i]}.`);
  }
  if (chosen.bus !== 'postgres' && chosen.bus !== 'kafka') throw new Refused('--bus is either postgres or kafka.');
  return chosen;
}

try {
  const chosen = options(process.argv.slice(2));
  const say = (line) => console.error(line);
  install(say);
  if (await goOnUnderPackagedNode(import.meta.filename ?? process.argv[1])) {
    build(say);
    const { crash } = await import('./crash/run.mjs');
    process.exit((await crash(chosen)) ? 0 : 1);
  }
} catch (error) {
  if (!(error instanceof Refused)) throw error;
  console.error(error.message);
  process.exit(1);
}
