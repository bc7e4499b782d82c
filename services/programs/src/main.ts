import { runAlone, serve, type RunningService } from '@chiron/http';
import { AppModule } from './app.module.js';
import { readConfig } from './config.js';
import { streamImportBodies } from './imports.module.js';

/** Starts the service; whoever starts it also closes it. Handles no signals. */
export async function start(env: Readonly<Record<string, string | undefined>>): Promise<RunningService> {
  return serve({
    name: 'programs',
    module: AppModule.forRoot(readConfig(env)),
    env,
    configure: streamImportBodies,
    openApi: { title: 'Chiron programs', description: 'Programs, offerings, enrollments, sources and imports' },
  });
}

if (import.meta.main) await runAlone(start);
