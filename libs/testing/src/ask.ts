/** What a service answered. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- whatever the service answers
export interface Answer<B = any> {
  readonly status: number;
  readonly headers: Headers;
  readonly bytes: Uint8Array;
  /** as it was sent */
  readonly text: string;
  /** what JSON says; undefined where the answer is none */
  readonly body: B;
}

/** What is asked. */
export interface Question {
  /** a bearer token; nobody where it is missing */
  readonly token?: string;
  /** bytes and text go as they are, with a `content-type` of yours; anything else goes as JSON */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** One request over real HTTP. A redirection is an answer, it is not followed. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- whatever the service answers
export async function ask<B = any>(method: string, url: string, question: Question = {}): Promise<Answer<B>> {
  const { token, body, headers } = question;
  const raw = body instanceof Uint8Array || typeof body === 'string';
  const response = await fetch(url, {
    method,
    redirect: 'manual',
    headers: {
      ...(token && { authorization: `Bearer ${token}` }),
      ...(body !== undefined && !raw && { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body !== undefined && { body: raw ? (body as string | Uint8Array<ArrayBuffer>) : JSON.stringify(body) }),
  });
  const bytes = new Uint8Array(await response.arrayBuffer());
  const text = new TextDecoder().decode(bytes);
  const json = /json/.test(response.headers.get('content-type') ?? '') && text !== '';
  const { status, headers: sent } = response;
  return { status, headers: sent, bytes, text, body: json ? JSON.parse(text) : undefined };
}
