// `npm start`: does all that is missing (dependencies, build) and runs the whole platform on embedded defaults.
// It needs nothing but Node 20 or newer; the platform itself runs under the packaged Node 24.
import { Refused } from './engines/processes.mjs';
import { goOnUnderPackagedNode, install, build } from './start/prepare.mjs';

const help = `npm start -- [--each] [--bus postgres|kafka]

  --each          one process per service instead of one for all
  --bus kafka     events travel over an embedded Apache Kafka (needs Java 17) instead of PostgreSQL

Settings come from the environment: PORT (3000; 0 takes a free one), HOST (127.0.0.1), CHIRON_DATA (.chiron),
CHIRON_PUBLIC_URL, CHIRON_TIME_ZONE, CHIRON_BOOTSTRAP_CLIENT_ID, CHIRON_BOOTSTRAP_CLIENT_SECRET, CHIRON_SECRET_KEY,
LOG_LEVEL; see docs/operations.md.
`;

function options(args) {
  const chosen = { each: false, bus: 'postgres' };
  for (let i = 0; i < args.length; i++) {
    if (args[i] === '--each') chosen.each = true;
    else if (args[i] === '--bus' || args[i].startsWith('--bus=')) {
      chosen.bus = args[i] === '--bus' ? args[++i] : args[i].slice('--bus='.length);
      if (chosen.bus !== 'postgres' && chosen.bus !== 'kafka') throw new Refused('--bus is either postgres or kafka.');
    } else if (args[i] === '--help' || args[i] === '-h') chosen.help = true;
    else throw new Refused(`There is no option ${args[i]}; npm start -- --help shows them all.`);
  }
  return chosen;
}

try {
  const chosen = options(process.argv.slice(2));
  if (chosen.help) console.log(help);
  else {
    const say = (line) => console.log(line);
    install(say);
    if (await goOnUnderPackagedNode(import.meta.filename ?? process.argv[1])) {
      if (!process.env.CHIRON_SERVICES) build(say);
      const { run } = await import('./start/run.mjs');
      await run(chosen);
    }
  }
} catch (error) {
  if (!(error instanceof Refused)) throw error;
  console.error(`Chiron cannot start. ${error.message}`);
  process.exit(1);
}
