import { runAlone, serve, type RunningService } from '@chiron/http';
import { AppModule } from './app.module.js';
import { readConfig } from './config.js';

/** Starts the service; whoever starts it also closes it. Handles no signals. */
export async function start(env: Readonly<Record<string, string | undefined>>): Promise<RunningService> {
  return serve({
    name: 'membership',
    module: AppModule.forRoot(readConfig(env)),
    env,
    openApi: { title: 'Chiron membership', description: 'People, their record, uncertain matches and merges' },
  });
}

if (import.meta.main) await runAlone(start);
