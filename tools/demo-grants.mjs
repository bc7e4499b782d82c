// A whole round of Medical Education Challenge Grants, told step by step: 60 letters of intent, 40 applications, 18 reviewers
// in two committees, 8 grants. It starts a platform of its own in a temporary folder and uses the public API alone.
//   npm run demo:grants [-- --small] [--timed]
// Ends with a non-zero code and a sentence where anything is not as it must be.
import { Refused } from './engines/processes.mjs';
import { build, goOnUnderPackagedNode, install } from './start/prepare.mjs';

const options = process.argv.slice(2);

async function demo() {
  const unknown = options.find((option) => !['--small', '--timed'].includes(option));
  if (unknown) throw new Refused(`There is no option ${unknown}.`);
  const { ownPlatform } = await import('./start/own.mjs');
  const { playRound, small, whole, Wrong } = await import('./demo/round.mjs');
  console.log('Starting a platform of its own …');
  const platform = await ownPlatform();
  for (const name of ['SIGINT', 'SIGTERM']) process.once(name, () => platform.stop().then(() => process.exit(130)));
  try {
    const timed =
      options.includes('--timed') && ((step, seconds) => console.error(`[${step} ${seconds.toFixed(1)} s]`));
    await playRound(platform, { size: options.includes('--small') ? small : whole, ...(timed && { timed }) });
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
  install((line) => console.error(line));
  if (await goOnUnderPackagedNode(import.meta.filename ?? process.argv[1])) {
    build((line) => console.error(line));
    process.exit(await demo());
  }
} catch (error) {
  if (!(error instanceof Refused)) throw error;
  console.error(error.message);
  process.exit(1);
}
