// A patient client: posts an import, and again with the same Idempotency-Key until it has its answer.
import { createReadStream, statSync } from 'node:fs';
import { request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

const again = new Set([401, 408, 409, 425, 429, 500, 502, 503, 504]);

/** @returns the import's id */
export async function postImport(platform, { file, source, key, deadline }) {
  for (;;) {
    let told;
    try {
      const { status, location, text } = await post(platform, { file, source, key });
      if (status === 202) return location.split('/').at(-1);
      told = `${status} ${text}`;
      if (!again.has(status)) throw Object.assign(new Error(`the import was refused: ${told}`), { final: true });
    } catch (error) {
      if (error.final) throw error;
      told ??= error.message;
    }
    if (Date.now() > deadline) throw new Error(`the import was not accepted in time; the last answer was: ${told}`);
    await sleep(250);
  }
}

async function post(platform, { file, source, key }) {
  const token = await platform.token();
  const headers = {
    authorization: `Bearer ${token}`,
    'content-type': 'application/x-ndjson',
    'content-length': statSync(file).size,
    'idempotency-key': key,
  };
  const url = new URL(`/api/v1/imports?source=${encodeURIComponent(source)}&mode=delta`, platform.gateway);
  return new Promise((resolve, reject) => {
    const body = createReadStream(file);
    const sent = request(url, { method: 'POST', headers, agent: false, timeout: 60_000 });
    const fail = (error) => {
      body.destroy();
      reject(error);
    };
    sent.once('timeout', () => sent.destroy(new Error('no answer for 60 s')));
    sent.on('error', fail);
    sent.once('response', (answer) => {
      let text = '';
      answer.setEncoding('utf8');
      answer.on('data', (chunk) => (text += chunk));
      answer.once('error', fail);
      answer.once('end', () => {
        body.destroy();
        resolve({ status: answer.statusCode, location: answer.headers.location, text });
      });
    });
    body.on('error', fail);
    body.pipe(sent);
  });
}
