import { AsyncLocalStorage } from 'node:async_hooks';
import { randomBytes } from 'node:crypto';

const storage = new AsyncLocalStorage<string>();
const form = /^00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/;

/** The W3C trace context of the request or reaction that runs now, to be sent on. */
export const currentTraceparent = (): string | undefined => storage.getStore();

/** Runs `work` under this trace context; with none, under a new one. */
export const withTraceparent = <T>(traceparent: string | undefined, work: () => T): T =>
  storage.run(continued(traceparent), work);

// Random bytes are drawn in blocks: one system call serves many requests.
let pool = Buffer.alloc(0);
let at = 0;
function hex(bytes: number): string {
  if (at + bytes > pool.length) {
    pool = randomBytes(4_096);
    at = 0;
  }
  const text = pool.toString('hex', at, at + bytes);
  at += bytes;
  return text;
}

/** The incoming trace with a span of our own, or a new trace where the header is absent or malformed. */
export function continued(traceparent: string | undefined): string {
  if (traceparent && form.test(traceparent)) return `${traceparent.slice(0, 36)}${hex(8)}${traceparent.slice(52)}`;
  return `00-${hex(16)}-${hex(8)}-01`;
}

/** The trace id within a traceparent. */
export const traceIdOf = (traceparent: string): string => traceparent.slice(3, 35);

/** Runs `work` under a trace context that was made by `continued` before. */
export const runUnder = <T>(traceparent: string, work: () => T): T => storage.run(traceparent, work);
