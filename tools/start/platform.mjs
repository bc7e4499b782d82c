// One process of the platform: starts the services named in its arguments and closes them again. Its starter tells it
// their settings in one message, and hears when they are ready; where the starter is gone, it closes by itself.
import { enableCompileCache } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';

// A third of a start is compiling the same files again.
enableCompileCache(fileURLToPath(new URL('../../.cache/compiled', import.meta.url)));

const closeWithin = 8_000;
const running = [];
let closing;

function close(code) {
  closing ??= (async () => {
    setTimeout(() => process.exit(code || 1), closeWithin).unref();
    // the door first, so that nothing new comes in
    for (const service of running.toReversed()) await service.close().catch(() => undefined);
    process.exit(code);
  })();
  return closing;
}

process.on('SIGTERM', () => void close(0));
process.on('SIGINT', () => undefined);
process.on('disconnect', () => void close(0));
process.once('message', async ({ services }) => {
  try {
    const started = await Promise.allSettled(
      services.map(async ({ name, main, env }) => {
        const { start } = await import(pathToFileURL(main).href);
        const service = await start(env);
        return { name, service };
      }),
    );
    for (const { status, value } of started) if (status === 'fulfilled') running.push(value.service);
    const failed = started.find(({ status }) => status === 'rejected');
    if (failed) throw failed.reason;
    process.send?.({ ready: started.map(({ value }) => ({ name: value.name, url: value.service.url })) });
  } catch (error) {
    console.error(error);
    const message = error instanceof Error ? error.message : String(error);
    if (process.connected) process.send({ failed: message, code: error?.code }, () => void close(1));
    else void close(1);
  }
});
