import type { FastifyReply } from 'fastify';
import type { Download } from '../features/download-file.js';

/**
 * Answers with a file as a thing to keep, never as a page of ours: whatever a browser makes of it, it runs nothing, shows
 * nothing of the platform and is guessed to be nothing else.
 */
export function download(reply: FastifyReply, { content, name, mediaType, sha256 }: Download): Buffer {
  const plain = name.replace(/[^\x20-\x7E]|["\\%]/g, '_');
  const full = encodeURIComponent(name).replace(/['()*]/g, (char) => `%${char.charCodeAt(0).toString(16)}`);
  void reply.headers({
    'content-type': mediaType,
    'content-length': content.length,
    'content-disposition': `attachment; filename="${plain}"; filename*=UTF-8''${full}`,
    'content-digest': `sha-256=:${Buffer.from(sha256, 'hex').toString('base64')}:`,
    'content-security-policy': "sandbox; default-src 'none'",
    'cross-origin-resource-policy': 'same-origin',
    'x-content-type-options': 'nosniff',
    'cache-control': 'private, no-store',
  });
  return Buffer.from(content.buffer, content.byteOffset, content.byteLength);
}
