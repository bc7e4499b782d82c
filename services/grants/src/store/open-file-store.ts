import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { FileStore } from '../domain/file-store.js';
import { LocalStore } from './local-store.js';
import { S3Store } from './s3-store.js';

/**
 * The store at an address: `file:///folder`, or `s3+https://KEY:SECRET@host/bucket?region=eu-west-1` (`s3+http://` within
 * one's own network); key and secret are percent-encoded where they hold other than letters and digits.
 */
export function openFileStore(address: string): FileStore {
  const url = new URL(address);
  if (url.protocol === 'file:') return new LocalStore(fileURLToPath(url));
  const bucket = decodeURIComponent(url.pathname.replace(/^\/+|\/+$/g, ''));
  return new S3Store({
    endpoint: `${url.protocol.slice(3)}//${url.host}`,
    bucket,
    region: url.searchParams.get('region') ?? 'us-east-1',
    accessKeyId: decodeURIComponent(url.username),
    secretAccessKey: decodeURIComponent(url.password),
    spool: join(tmpdir(), 'chiron-grants-spool'),
  });
}
