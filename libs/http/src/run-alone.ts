import type { RunningService } from './serve.js';

/**
 * A service as a process of its own: SIGTERM and SIGINT close it. Where it cannot start or be closed, the process ends
 * with 1; a service that cannot start says why.
 */
export async function runAlone(start: (env: NodeJS.ProcessEnv) => Promise<RunningService>): Promise<void> {
  const service = await start(process.env).catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  });
  const stop = () => void service.close().then(() => process.exit(0));
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
}
