import { runAlone, serve, type RunningService } from '@chiron/http';
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

if (import.meta.main) await runAlone(start);
