// The measured claims: each figure as a ratio to its limit, the two interleaved, median of five.
//   npm run bench                       everything; writes bench/RESULTS.md and bench/results.json
//   npm run bench -- --only import      some parts (comma-separated); the other figures stay as they were
//   npm run bench -- --list             the parts
//   npm run bench -- --quick            small sizes, to try the harness; prints, writes nothing
//   npm run bench -- --rounds 3         fewer rounds
import { install, build, goOnUnderPackagedNode } from '../tools/start/prepare.mjs';
import { Refused } from '../tools/engines/processes.mjs';

const parts = {
  import: 'imports against COPY: new rows, until the records show them, unchanged again, a OneRoster archive',
  post: 'single enrollments posted by 16 clients against a bare handler',
  roster: 'the first page of a roster of 17,500 among 1,000,000 enrollments',
  latency: 'from the commit in programs to the effect in membership, on both buses',
  flat: 'time per row at 10,000, 100,000 and 1,000,000 rows, and the memory that takes',
  review: 'assignment, ranking, the list of a round under a mask, autosave of reviews',
  profile: 'where the time of an import goes',
};

function options(args) {
  const chosen = { only: Object.keys(parts), quick: false, rounds: 5 };
  for (let i = 0; i < args.length; i++) {
    if (args[i] === '--list') chosen.list = true;
    else if (args[i] === '--quick') chosen.quick = true;
    else if (args[i] === '--rounds') chosen.rounds = Number(args[++i]);
    else if (args[i] === '--only') chosen.only = (args[++i] ?? '').split(',').filter(Boolean);
    else throw new Refused(`There is no option ${args[i]}; --only, --rounds, --quick and --list are known.`);
  }
  if (!Number.isInteger(chosen.rounds) || chosen.rounds < 1) throw new Refused('--rounds is a whole number above 0.');
  const unknown = chosen.only.find((name) => !(name in parts));
  if (unknown || chosen.only.length === 0)
    throw new Refused(`There is no part “${unknown ?? ''}”; npm run bench -- --list shows them.`);
  return chosen;
}

try {
  const chosen = options(process.argv.slice(2));
  if (chosen.list) for (const [name, what] of Object.entries(parts)) console.log(`${name.padEnd(9)}${what}`);
  else {
    const say = (line) => console.error(line);
    install(say);
    if (await goOnUnderPackagedNode(import.meta.filename ?? process.argv[1])) {
      build(say);
      const { run } = await import('./run.mjs');
      await run({ ...chosen, say });
      process.exit(0);
    }
  }
} catch (error) {
  if (!(error instanceof Refused)) throw error;
  console.error(error.message);
  process.exit(1);
}
