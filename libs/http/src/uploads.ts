import type { IncomingMessage, Server } from 'node:http';

/** A sender that stays below this, in bytes per second over half a minute, is cut off. */
const slowest = 256;
const windowMs = 30_000;

interface Upload {
  bytes: number;
  since: number;
}

/**
 * Ends requests whose body trickles or stalls while we are ready to read (slow loris), however long an upload that
 * flows may take. A body that waits because we are the slow side is left alone.
 */
export function watchUploads(server: Server, every = 5_000, window = windowMs): () => void {
  const uploads = new Map<IncomingMessage, Upload>();
  const begin = (request: IncomingMessage): void => {
    const { 'content-length': length, 'transfer-encoding': encoding } = request.headers;
    if (encoding === undefined && (length === undefined || length === '0')) return;
    uploads.set(request, { bytes: request.socket.bytesRead, since: Date.now() });
    const done = (): boolean => uploads.delete(request);
    request.once('end', done);
    request.once('close', done);
  };
  server.on('request', begin);
  const timer = setInterval(() => {
    const now = Date.now();
    for (const [request, upload] of uploads) {
      if (request.complete || request.destroyed) {
        uploads.delete(request);
      } else if (request.readableLength > 0 || request.isPaused() || request.socket.isPaused()) {
        uploads.set(request, { bytes: request.socket.bytesRead, since: now });
      } else if (now - upload.since >= window) {
        const got = request.socket.bytesRead - upload.bytes;
        if (got * 1000 < slowest * (now - upload.since)) request.socket.destroy();
        uploads.set(request, { bytes: request.socket.bytesRead, since: now });
      }
    }
  }, every);
  timer.unref();
  return () => {
    clearInterval(timer);
    server.off('request', begin);
  };
}
