import type { OnApplicationShutdown } from '@nestjs/common';
import { pause } from '@chiron/postgres';
import { AwsV4Signer } from 'aws4fetch';
import sax from 'sax';
import { Pool, type Dispatcher } from 'undici';
import type { StoredContent } from '../domain/file-store.js';
import { SpoolingStore, streamOf } from './spooling-store.js';

/** Where an S3-compatible store is and how it is opened. */
export interface S3Options {
  /** `https://host:port`, without the bucket */
  readonly endpoint: string;
  readonly bucket: string;
  readonly region: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** a folder of this machine for uploads on their way */
  readonly spool: string;
}

interface Answer {
  readonly status: number;
  readonly body: Dispatcher.ResponseData['body'];
}

const nothing = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';

/**
 * Contents in a bucket of an S3-compatible store, by path-style addresses and Signature Version 4. The store checks what
 * it takes against the signed hash, so that a content that was altered on its way is refused there.
 */
export class S3Store extends SpoolingStore implements OnApplicationShutdown {
  private readonly pool: Pool;

  constructor(private readonly options: S3Options) {
    super(options.spool);
    this.pool = new Pool(options.endpoint, { connections: 8, headersTimeout: 30_000, bodyTimeout: 30_000 });
  }

  close(): Promise<void> {
    return this.pool.close();
  }

  onApplicationShutdown(): Promise<void> {
    return this.close();
  }

  protected override async put(path: string, { sha256, size }: { sha256: string; size: number }): Promise<void> {
    const content = { sha256, length: size, open: () => (size === 0 ? '' : streamOf(path)) };
    const { status, body } = await this.again(() => this.send('PUT', sha256, {}, content));
    const said = await body.text();
    if (status !== 200) throw new Error(`the file store refused a content: ${status} ${codeIn(said)}`);
  }

  protected override async get(sha256: string): Promise<Uint8Array | undefined> {
    return this.again(async () => {
      const { status, body } = await this.send('GET', sha256);
      if (status === 200) return new Uint8Array(await body.arrayBuffer());
      const said = await body.text();
      if (status === 404) return undefined;
      throw failed(status, said);
    });
  }

  override async remove(sha256: string): Promise<void> {
    const { status, body } = await this.again(() => this.send('DELETE', sha256));
    const said = await body.text();
    if (status >= 300 && status !== 404) throw failed(status, said);
  }

  override async *list(): AsyncIterable<StoredContent> {
    let token: string | undefined;
    do {
      const page: Page = await this.again(async () => {
        const query = {
          'list-type': '2',
          'max-keys': '1000',
          ...(token && { 'continuation-token': token }),
        };
        const { status, body } = await this.send('GET', '', query);
        const said = await body.text();
        if (status !== 200) throw failed(status, said);
        return pageIn(said);
      });
      yield* page.contents;
      token = page.next;
    } while (token);
  }

  private async send(
    method: 'PUT' | 'GET' | 'DELETE',
    key: string,
    query: Readonly<Record<string, string>> = {},
    content?: { sha256: string; length: number; open(): Dispatcher.DispatchOptions['body'] },
  ): Promise<Answer> {
    const { endpoint, bucket, region, accessKeyId, secretAccessKey } = this.options;
    const url = new URL(`${endpoint.replace(/\/+$/, '')}/${encodeURIComponent(bucket)}${key && `/${key}`}`);
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
    const headers = { 'x-amz-content-sha256': content?.sha256 ?? nothing };
    const signer = new AwsV4Signer({
      method, url: url.href, headers, service: 's3', region, accessKeyId, secretAccessKey,
    }); // prettier-ignore
    const signed = await signer.sign();
    const { statusCode, body } = await this.pool.request({
      method,
      path: signed.url.pathname + signed.url.search,
      headers: {
        ...Object.fromEntries(signed.headers as unknown as Iterable<[string, string]>),
        ...(content && { 'content-length': String(content.length), 'content-type': 'application/octet-stream' }),
      },
      body: content?.open() ?? null,
    });
    if (statusCode >= 500) throw failed(statusCode, await body.text());
    return { status: statusCode, body };
  }

  /** Every call may be repeated without harm; a store that is busy or a cut connection is asked again twice. */
  private async again<T>(call: () => Promise<T>): Promise<T> {
    for (let waited = 200; ; waited *= 3) {
      try {
        return await call();
      } catch (error) {
        if (waited > 1_000 || (error instanceof StoreFailed && error.status < 500)) throw error;
        await pause(waited);
      }
    }
  }
}

class StoreFailed extends Error {
  constructor(
    readonly status: number,
    code: string,
  ) {
    super(`the file store answered ${status} ${code}`);
  }
}

const failed = (status: number, said: string) => new StoreFailed(status, codeIn(said));
const codeIn = (said: string): string => /<Code>(\w{1,60})<\/Code>/.exec(said)?.[1] ?? '';

interface Page {
  readonly contents: StoredContent[];
  readonly next: string | undefined;
}

function pageIn(text: string): Page {
  const contents: StoredContent[] = [];
  let one: Record<string, string> = {};
  let next: string | undefined;
  let said = '';
  const parser = sax.parser(true);
  parser.onopentag = ({ name }) => {
    said = '';
    if (name === 'Contents') one = {};
  };
  parser.ontext = (piece) => void (said += piece);
  parser.onclosetag = (name) => {
    one[name] = said;
    if (name === 'NextContinuationToken') next = said;
    if (name !== 'Contents' || !/^[0-9a-f]{64}$/.test(one['Key'] ?? '')) return;
    contents.push({ sha256: one['Key']!, size: Number(one['Size']), keptAt: new Date(one['LastModified'] ?? 0) });
  };
  parser.write(text).close();
  return { contents, next };
}
