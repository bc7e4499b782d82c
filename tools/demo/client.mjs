// A client of the public API as different people: the administrator's client, a person by a token of their own, nobody.
import { setTimeout as sleep } from 'node:timers/promises';

/** The cycle found something that is not as it must be; its message is a sentence. */
export class Wrong extends Error {}

/** @typedef {'public' | 'administrator' | { id: string, name: string }} Who */

/**
 * @param platform as `ownPlatform` gives it
 * @returns `ask(who, method, path, options)`: the answer where its status is one of `expect` (any success without), else it
 *   throws a sentence; `act` the same upon what stands now (reads the ETag first); `all` every item of a list; `follow`
 *   server-sent events; `calls()` how often the API was asked
 */
export function clientOf(platform) {
  const held = new Map();
  let calls = 0;

  async function tokenOf(who) {
    if (who === 'administrator') return platform.token();
    const known = held.get(who.id);
    if (known && known.until > Date.now()) return known.token;
    const { body } = await ask('administrator', 'POST', `/people/${who.id}/tokens`);
    held.set(who.id, { token: body.access_token, until: Date.now() + (body.expires_in - 60) * 1000 });
    return body.access_token;
  }

  async function ask(who, method, path, { body, etag, type, key, expect } = {}) {
    const raw = body instanceof Uint8Array;
    const url = new URL(`/api/v1${path}`, platform.gateway);
    for (let attempt = 1; ; attempt++) {
      calls++;
      const answer = await fetch(url, {
        method,
        signal: AbortSignal.timeout(60_000),
        headers: {
          ...(who !== 'public' && { authorization: `Bearer ${await tokenOf(who)}` }),
          ...(body !== undefined && { 'content-type': type ?? 'application/json' }),
          ...(etag !== undefined && { 'if-match': etag }),
          ...(key !== undefined && { 'idempotency-key': key }),
        },
        ...(body !== undefined && { body: raw ? body : JSON.stringify(body) }),
      });
      const bytes = new Uint8Array(await answer.arrayBuffer());
      if (answer.status === 429 && attempt < 20) {
        await sleep(1000);
        continue;
      }
      const text = new TextDecoder().decode(bytes);
      const json = text !== '' && /json/.test(answer.headers.get('content-type') ?? '') ? JSON.parse(text) : undefined;
      const fits = expect === undefined ? answer.ok : [expect].flat().includes(answer.status);
      if (!fits) throw new Wrong(unexpected({ who, method, path, expect, status: answer.status, json, text }));
      return {
        status: answer.status,
        body: json,
        text,
        bytes,
        headers: answer.headers,
        etag: answer.headers.get('etag'),
      };
    }
  }

  /** An act upon what stands at `read`, or upon what the path names without its last part. */
  async function act(who, method, path, { read = path.slice(0, path.lastIndexOf('/')), ...options } = {}) {
    const { etag } = await ask(who, 'GET', read);
    return ask(who, method, path, { ...options, etag });
  }

  async function all(who, path) {
    const items = [];
    for (let cursor = null; ;) {
      const to = `${path}${path.includes('?') ? '&' : '?'}limit=200${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''}`;
      const { body } = await ask(who, 'GET', to);
      items.push(...body.items);
      if (body.next === null) return items;
      cursor = body.next;
    }
  }

  /** Server-sent events; `screens` are their data, parsed, `raw()` all that came. */
  async function follow(who, path) {
    const stop = new AbortController();
    const answer = await fetch(new URL(`/api/v1${path}`, platform.gateway), {
      headers: { authorization: `Bearer ${await tokenOf(who)}`, accept: 'text/event-stream' },
      signal: stop.signal,
    });
    if (!answer.ok) throw new Wrong(`${who.name} could not follow ${path}: ${answer.status}.`);
    const screens = [];
    let text = '';
    let read = 0;
    const done = (async () => {
      const decoder = new TextDecoder();
      for await (const chunk of answer.body) {
        text += decoder.decode(chunk, { stream: true });
        for (let end; (end = text.indexOf('\n\n', read)) >= 0; read = end + 2) {
          const data = text
            .slice(read, end)
            .split('\n')
            .flatMap((line) => (line.startsWith('data:') ? [line.slice(5)] : []));
          if (data.length > 0) screens.push(JSON.parse(data.join('\n')));
        }
      }
    })().catch(() => undefined); // it ends with whoever follows, or with the platform; what is missing then shows
    return { screens, raw: () => text, end: () => (stop.abort(), done) };
  }

  return { ask, act, all, follow, calls: () => calls };
}

function unexpected({ who, method, path, expect, status, json, text }) {
  const name = typeof who === 'string' ? `The ${who}` : who.name;
  const wanted = expect === undefined ? 'a success' : [expect].flat().join(' or ');
  const errors = (json?.errors ?? []).map(({ pointer, detail }) => `${pointer} ${detail}`);
  const told = json ? [json.title, json.detail, ...errors].filter(Boolean).join(' ') : text.slice(0, 300);
  return `${name} asked for ${method} ${path} and expected ${wanted}; the answer was ${status}: ${told}`;
}

/** Asks again until `look` answers something; throws the sentence when it takes too long. */
export async function until(sentence, look, within = 120_000) {
  for (const end = Date.now() + within; ;) {
    const found = await look();
    if (found !== undefined && found !== false) return found;
    if (Date.now() > end) throw new Wrong(`It took too long until ${sentence}.`);
    await sleep(150);
  }
}

/** For each of these, a few at a time; the answers in their order. */
export async function each(list, work, atOnce = 4) {
  const answers = [];
  let next = 0;
  const worker = async () => {
    while (next < list.length) {
      const i = next++;
      answers[i] = await work(list[i], i);
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, list.length) }, worker));
  return answers;
}
