import { createHash } from 'node:crypto';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FileMissing, type FileStore, type StoredContent } from '../domain/file-store.js';
import { LocalStore } from './local-store.js';
import { openFileStore } from './open-file-store.js';
import { S3Store } from './s3-store.js';

interface Opened {
  readonly store: FileStore;
  /** overwrites what is stored, as a failing disk would */
  damage(sha256: string): Promise<void> | void;
  close(): Promise<void>;
}

function openLocal(): Promise<Opened> {
  const folder = mkdtempSync(join(tmpdir(), 'chiron-files-'));
  return Promise.resolve({
    store: new LocalStore(folder),
    damage: (sha256) => writeFileSync(join(folder, sha256.slice(0, 2), sha256), 'other'),
    close: () => Promise.resolve(rmSync(folder, { recursive: true })),
  });
}

const secret = { accessKeyId: 'S3RVER', secretAccessKey: 'S3RVER' };

/** A real S3-compatible server over HTTP that checks signatures. */
async function openS3(): Promise<Opened & { readonly endpoint: string; readonly spool: string }> {
  const S3rver = createRequire(import.meta.url)('@20minutes/s3rver') as new (options: object) => {
    run(): Promise<AddressInfo>;
    close(): Promise<void>;
  };
  const folder = mkdtempSync(join(tmpdir(), 'chiron-s3-'));
  const [directory, spool] = [join(folder, 'server'), join(folder, 'spool')];
  const server = new S3rver({
    port: 0, address: '127.0.0.1', silent: true, directory, configureBuckets: [{ name: 'files', configs: [] }],
  }); // prettier-ignore
  const { port } = await server.run();
  const endpoint = `http://127.0.0.1:${port}`;
  const store = new S3Store({ endpoint, bucket: 'files', region: 'us-east-1', spool, ...secret });
  return {
    store,
    endpoint,
    spool,
    damage: (sha256) => writeFileSync(join(directory, 'files', `${sha256}._S3rver_object`), 'other'),
    close: async () => {
      await store.close();
      await server.close();
      rmSync(folder, { recursive: true });
    },
  };
}

const hashOf = (content: Uint8Array) => createHash('sha256').update(content).digest('hex');
async function* parts(...content: (string | Uint8Array)[]): AsyncGenerator<Uint8Array> {
  for (const part of content) yield await Promise.resolve(Buffer.from(part));
}
async function kept(store: FileStore, ...content: (string | Uint8Array)[]): Promise<string> {
  const received = await store.receive(parts(...content), 100_000_000);
  await received.keep();
  await received.drop();
  return received.sha256;
}
async function listed(store: FileStore): Promise<StoredContent[]> {
  const all: StoredContent[] = [];
  for await (const one of store.list()) all.push(one);
  return all;
}

describe.each([
  ['a folder', openLocal],
  ['an S3-compatible store', openS3],
])('files in %s', (_, open) => {
  let opened: Opened;
  let store: FileStore;
  beforeAll(async () => {
    opened = await open();
    store = opened.store;
  });
  afterAll(() => opened.close());

  it('come back as they were sent', async () => {
    const content = Buffer.from(Array.from({ length: 300_000 }, (_, i) => i % 251));
    const sha256 = await kept(store, content.subarray(0, 70_000), content.subarray(70_000));
    expect(sha256).toBe(hashOf(content));
    expect(Buffer.from(await store.read(sha256))).toEqual(content);
  });

  it('come back though they are empty', async () => {
    expect(await store.read(await kept(store))).toHaveLength(0);
  });

  it('are known with hash and size before they are kept, and are not in the store until then', async () => {
    const received = await store.receive(parts('not ', 'kept'), 8);
    expect([received.sha256, received.size]).toEqual([hashOf(Buffer.from('not kept')), 8]);
    expect(Buffer.from(await received.bytes()).toString()).toBe('not kept');
    await expect(store.read(received.sha256)).rejects.toThrow(FileMissing);
    await received.drop();
    await received.drop();
  });

  it('of one content are stored once, also when two arrive together, and the time is that of the last', async () => {
    const began = Date.now() - 2_000;
    const hashes = await Promise.all([kept(store, 'same'), kept(store, 'same'), kept(store, 'same')]);
    expect(new Set(hashes).size).toBe(1);
    const found = (await listed(store)).filter(({ sha256 }) => sha256 === hashes[0]);
    expect(found.map(({ sha256, size }) => [sha256, size])).toEqual([[hashes[0], 4]]);
    expect(found[0]!.keptAt.getTime()).toBeGreaterThan(began);
  });

  it('of exactly the limit are taken, one byte more is refused and leaves nothing', async () => {
    const before = (await listed(store)).length;
    await expect(store.receive(parts('12345', '6789'), 8)).rejects.toMatchObject({ code: 'payload-too-large' });
    const received = await store.receive(parts('1234', '5678'), 8);
    await received.drop();
    expect((await listed(store)).length).toBe(before);
  });

  it('that stop half way leave nothing', async () => {
    async function* cut(): AsyncGenerator<Uint8Array> {
      yield Buffer.from('half');
      await Promise.reject(new Error('cut off'));
    }
    await expect(store.receive(cut(), 100)).rejects.toThrow('cut off');
  });

  it('are gone once they are removed; removing again does nothing', async () => {
    const sha256 = await kept(store, 'to go');
    await store.remove(sha256);
    await store.remove(sha256);
    await expect(store.read(sha256)).rejects.toThrow(FileMissing);
    expect((await listed(store)).map((one) => one.sha256)).not.toContain(sha256);
  });

  it('that were damaged are never answered, until they are sent again', async () => {
    const sha256 = await kept(store, 'precious');
    await opened.damage(sha256);
    await expect(store.read(sha256)).rejects.toThrow('was damaged');
    await kept(store, 'precious');
    expect(Buffer.from(await store.read(sha256)).toString()).toBe('precious');
  });
});

describe('the folder of files', () => {
  it('leads nowhere else, whatever the name', async () => {
    const { store, close } = await openLocal();
    await expect(store.remove('../../etc/passwd')).rejects.toThrow('no SHA-256');
    await close();
  });

  it('is read by its owner alone', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'chiron-files-'));
    chmodSync(folder, 0o700);
    const sha256 = await kept(new LocalStore(folder), 'x');
    expect(readdirSync(join(folder, 'spool'))).toEqual([]);
    expect(readFileSync(join(folder, sha256.slice(0, 2), sha256), 'utf8')).toBe('x');
    rmSync(folder, { recursive: true });
  });
});

describe('the S3-compatible store', () => {
  let opened: Awaited<ReturnType<typeof openS3>>;
  beforeAll(async () => void (opened = await openS3()));
  afterAll(() => opened.close());

  it('lists more than one page, as the API reference of S3 shows its pages', async () => {
    // The server of the other tests cannot make pages: its cipher for tokens is one that OpenSSL 3 has no more.
    const asked: (string | null)[] = [];
    const page = (name: string, next: string) =>
      `<?xml version="1.0"?><ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${next}<Contents><Key>${name.repeat(64)}</Key><LastModified>2026-11-01T10:00:00.000Z</LastModified><Size>3</Size></Contents><Contents><Key>other/thing</Key></Contents></ListBucketResult>`;
    const server = createServer((request, response) => {
      const token = new URL(request.url!, 'http://x').searchParams.get('continuation-token');
      asked.push(token);
      const more = '<IsTruncated>true</IsTruncated><NextContinuationToken>1/+a=</NextContinuationToken>';
      response.end(token ? page('b', '<IsTruncated>false</IsTruncated>') : page('a', more));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const store = new S3Store({ endpoint, bucket: 'b', region: 'us-east-1', spool: opened.spool, ...secret });
    const found = await listed(store);
    expect(found.map(({ sha256, size, keptAt }) => [sha256[0], size, keptAt.toISOString()])).toEqual([
      ['a', 3, '2026-11-01T10:00:00.000Z'],
      ['b', 3, '2026-11-01T10:00:00.000Z'],
    ]);
    expect(asked).toEqual([null, '1/+a=']);
    await store.close();
    server.close();
  });

  it('is opened by its address', async () => {
    const { host } = new URL(opened.endpoint);
    const store = openFileStore(`s3+http://${secret.accessKeyId}:${secret.secretAccessKey}@${host}/files`) as S3Store;
    const sha256 = await kept(store, 'by address');
    expect(Buffer.from(await opened.store.read(sha256)).toString()).toBe('by address');
    await store.close();
  });

  it('refuses another secret, and says so', async () => {
    const { endpoint, spool } = opened;
    const other = new S3Store({
      endpoint,
      bucket: 'files',
      region: 'us-east-1',
      spool,
      ...secret,
      secretAccessKey: 'no',
    });
    await expect(kept(other, 'x')).rejects.toThrow('403 SignatureDoesNotMatch');
    await other.close();
  });
});
