import { Worker } from 'node:worker_threads';
import { FileReader, type SearchedText } from '../domain/file-reader.js';
import type { FileKind, ReadFile, UnreadableReason } from '../domain/file-reading.js';
import type { IdentityMatch } from '../domain/find-identity.js';
import type { TeamMemberFacts } from '../domain/team-facts.js';
import type { Job } from './reading-thread.js';
import { isZip, kindByBeginning } from './signatures.js';

export interface ThreadLimits {
  readonly withinMs: number;
  /** MiB of JavaScript heap */
  readonly heapMb: number;
  /** threads at once; what comes then waits */
  readonly atOnce: number;
}

const usual: ThreadLimits = { withinMs: 60_000, heapMb: 512, atOnce: 2 };

/** The thread ended before it answered: the file is at fault unless it happens to every file. */
class ThreadEnded extends Error {
  constructor(readonly reason: UnreadableReason) {
    super(`the thread was ended: ${reason}`);
  }
}

/** Each job in a thread of its own: a hostile file can end no more than that. */
export class ThreadedReader extends FileReader {
  private running = 0;
  private readonly waiting: (() => void)[] = [];

  constructor(private readonly limits: ThreadLimits = usual) {
    super();
  }

  override async detect(bytes: Uint8Array): Promise<FileKind | undefined> {
    if (!isZip(bytes)) return kindByBeginning(bytes);
    const job: Job = { does: 'unpack', bytes };
    return this.inThread<FileKind | undefined>(job).catch((error: unknown) => {
      if (error instanceof ThreadEnded) return undefined;
      throw error;
    });
  }

  override async read(kind: FileKind, bytes: Uint8Array): Promise<ReadFile> {
    return this.inThread<ReadFile>({ does: 'read', kind, bytes }).catch((error: unknown) => {
      if (!(error instanceof ThreadEnded)) throw error;
      return { pieces: [], removed: [], unreadable: [{ reason: error.reason }], copy: null };
    });
  }

  override async search(
    team: readonly TeamMemberFacts[],
    texts: readonly SearchedText[],
  ): Promise<(IdentityMatch[] | null)[]> {
    const found: (IdentityMatch[] | null)[] = [];
    for (const some of portions(texts)) {
      const matches = await this.inThread<IdentityMatch[][]>({ does: 'search', team, texts: some }).catch((error) => {
        if (error instanceof ThreadEnded) return some.map(() => null);
        throw error;
      });
      found.push(...matches);
    }
    return found;
  }

  private async inThread<T>(job: Job): Promise<T> {
    if (this.running >= this.limits.atOnce) await new Promise<void>((go) => this.waiting.push(go));
    else this.running++;
    try {
      return await this.run<T>(job);
    } finally {
      const next = this.waiting.shift();
      if (next) next();
      else this.running--;
    }
  }

  private run<T>(job: Job): Promise<T> {
    const worker = threadOf(new URL(import.meta.url), this.limits.heapMb);
    return new Promise<T>((resolve, reject) => {
      const tooSlow = setTimeout(() => reject(new ThreadEnded('too-slow')), this.limits.withinMs);
      worker.once('message', (answer: { result?: T; error?: string; over?: string }) => {
        clearTimeout(tooSlow);
        if (answer.over) reject(new ThreadEnded('too-large'));
        else if (answer.error !== undefined) reject(new Error(`reading failed: ${answer.error}`));
        else resolve(answer.result as T);
      });
      worker.once('error', (error: NodeJS.ErrnoException) => {
        clearTimeout(tooSlow);
        reject(error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? new ThreadEnded('too-large') : error);
      });
      worker.once('exit', () => {
        clearTimeout(tooSlow);
        reject(new ThreadEnded('damaged'));
      });
      worker.postMessage(job);
    }).finally(() => void worker.terminate());
  }
}

/** As many letters as one thread searches well within its time; a longer text stands alone. */
const portion = 1_000_000;

function* portions(texts: readonly SearchedText[]): Generator<SearchedText[]> {
  let some: SearchedText[] = [];
  let letters = 0;
  for (const one of texts) {
    if (some.length > 0 && letters + one.text.length > portion) {
      yield some;
      [some, letters] = [[], 0];
    }
    some.push(one);
    letters += one.text.length;
  }
  if (some.length > 0) yield some;
}

/** Run from its sources, as tests do, the thread needs to be told that `x.js` stands for `x.ts`. */
const fromSources = `
  const { registerHooks } = require('node:module');
  registerHooks({ resolve: (name, context, next) => {
    try { return next(name, context); } catch (error) {
      if (!/^[.]/.test(name)) throw error;
      return next(name.replace(/[.]js$/, '.ts'), context);
    }
  } });
  import(require('node:worker_threads').workerData);
`;

function threadOf(here: URL, heapMb: number): Worker {
  const resourceLimits = { maxOldGenerationSizeMb: heapMb, maxYoungGenerationSizeMb: 64, stackSizeMb: 4 };
  const options = { resourceLimits, env: {}, stdin: false, stdout: false, stderr: false, execArgv: [] };
  if (!here.pathname.endsWith('.ts')) return new Worker(new URL('reading-thread.js', here), options);
  const workerData = new URL('reading-thread.ts', here).href;
  return new Worker(fromSources, { ...options, eval: true, workerData });
}
