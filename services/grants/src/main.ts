import { serve, type RunningService } from '@chiron/http';
import { AppModule } from './app.module.js';
import { readConfig } from './config.js';
import { streamFileBodies } from './files.module.js';

/** Starts the service; whoever starts it also closes it. Handles no signals. */
export async function start(env: Readonly<Record<string, string | undefined>>): Promise<RunningService> {
  return serve({
    name: 'grants',
    module: AppModule.forRoot(readConfig(env)),
    env,
    configure: streamFileBodies,
    openApi: { title: 'Chiron grants', description: 'Calls, applications, their review and their decisions' },
  });
}

if (import.meta.main) {
  const service = await start(process.env).catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  });
  const stop = () => void service.close().then(() => process.exit(0));
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
}
