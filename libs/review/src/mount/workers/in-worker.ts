import { Worker } from 'node:worker_threads';
import type { Jobs } from './jobs.js';

const source = import.meta.url.endsWith('.ts');
const entry = new URL(source ? './jobs.ts' : './jobs.js', import.meta.url);

/** Where the code runs from its sources (tests), types are stripped, and `.js` in an import means the `.ts` beside. */
const fromSource = `data:text/javascript,${encodeURIComponent(`
  import { registerHooks, stripTypeScriptTypes } from 'node:module';
  import { existsSync, readFileSync } from 'node:fs';
  registerHooks({
    resolve(specifier, context, next) {
      if (!specifier.startsWith('.') || !context.parentURL?.endsWith('.ts')) return next(specifier, context);
      const url = new URL(specifier.replace(/js$/, 'ts'), context.parentURL);
      return existsSync(url) ? { url: url.href, shortCircuit: true } : next(specifier, context);
    },
    load(url, context, next) {
      if (!url.endsWith('.ts')) return next(url, context);
      const source = stripTypeScriptTypes(readFileSync(new URL(url), 'utf8'), { mode: 'transform' });
      return { format: 'module', source, shortCircuit: true };
    },
  });`)}`;

/** At most this many long runs at a time; others wait their turn. */
const atOnce = 2;
const waiting: (() => void)[] = [];
let running = 0;

/**
 * Runs one of the library's long computations in a thread of its own, so that requests are answered meanwhile.
 * @throws whatever the computation throws; or an Error where the thread ends without an answer (out of memory)
 */
export async function inWorker<J extends keyof Jobs>(
  job: J,
  input: Parameters<Jobs[J]>[0],
): Promise<ReturnType<Jobs[J]>> {
  while (running >= atOnce) await new Promise<void>((go) => waiting.push(go));
  running++;
  try {
    return await run(job, input);
  } finally {
    running--;
    waiting.shift()?.();
  }
}

function run<J extends keyof Jobs>(job: J, input: Parameters<Jobs[J]>[0]): Promise<ReturnType<Jobs[J]>> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(entry, {
      workerData: { job, input },
      execArgv: source ? ['--no-warnings', '--import', fromSource] : [],
      resourceLimits: { maxOldGenerationSizeMb: 512 },
    });
    worker.once('message', (answer: ReturnType<Jobs[J]>) => {
      resolve(answer);
      void worker.terminate();
    });
    worker.once('error', reject);
    worker.once('exit', (code) => reject(new Error(`A long computation ended with code ${code} and no answer.`)));
  });
}
