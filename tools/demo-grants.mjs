// A whole round of Medical Education Challenge Grants, told step by step: 60 letters of intent, 40 applications, 18 reviewers
// in two committees, 8 grants. It starts a platform of its own in a temporary folder and uses the public API alone.
//   npm run demo:grants [-- --small] [--timed] [--bus kafka]
// Ends with a non-zero code and a sentence where anything is not as it must be.
import { parseArgs } from 'node:util';
import { Refused } from './engines/processes.mjs';
import { build, goOnUnderPackagedNode, install } from './start/prepare.mjs';

const known = { small: { type: 'boolean' }, timed: { type: 'boolean' }, bus: { type: 'string', default: 'postgres' } };

function optionsOf(args) {
  let values;
  try {
    ({ values } = parseArgs({ args, options: known }));
  } catch (error) {
    throw new Refused(`${error.message.split('.')[0]}.`);
  }
  if (!['postgres', 'kafka'].includes(values.bus)) throw new Refused('--bus is either postgres or kafka.');
  return values;
}

async function demo({ bus, timed, ...options }) {
  const { ownPlatform } = await import('./start/own.mjs');
  const { playRound, small, whole, Wrong } = await import('./demo/round.mjs');
  console.log(`Starting a platform of its own${bus === 'kafka' ? ', on Kafka' : ''} …`);
  const platform = await ownPlatform({ bus });
  for (const name of ['SIGINT', 'SIGTERM']) process.once(name, () => platform.stop().then(() => process.exit(130)));
  try {
    const clock = (step, seconds) => console.error(`[${step} ${seconds.toFixed(1)} s]`);
    await playRound(platform, { size: options.small ? small : whole, ...(timed && { timed: clock }) });
    return 0;
  } catch (error) {
    console.error(
      `\nThe round stopped. ${error instanceof Wrong ? error.message : `Something else failed: ${error.stack}`}`,
    );
    return 1;
  } finally {
    await platform.stop();
  }
}

try {
  const options = optionsOf(process.argv.slice(2));
  install((line) => console.error(line));
  if (await goOnUnderPackagedNode(import.meta.filename ?? process.argv[1])) {
    build((line) => console.error(line));
    process.exit(await demo(options));
  }
} catch (error) {
  if (!(error instanceof Refused)) throw error;
  console.error(error.message);
  process.exit(1);
}
