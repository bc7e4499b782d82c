// What `npm start` shows and listens to.
import { resolve } from 'node:path';
import { Refused } from '../engines/processes.mjs';
import { shown } from './data.mjs';
import { root } from './prepare.mjs';
import { supervise } from './supervisor.mjs';

function portOf(env) {
  const text = env.PORT ?? '';
  const port = text === '' ? 3000 : Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new Refused(`PORT is not a port: "${text}"; it is a number from 0 to 65535.`);
  return port;
}

/** Runs until a signal comes. */
export async function run({ each, bus }) {
  const begun = performance.now();
  const env = { ...process.env };
  const folder = resolve(root, env.CHIRON_DATA || '.chiron');
  let platform;
  let stopping = false;

  const stop = (name) => {
    if (stopping) {
      if (performance.now() - stopping < 500) return; // one Ctrl-C can arrive twice, by npm and by the terminal
      console.log('Ending everything at once.');
      platform?.kill();
      process.exit(1);
    }
    stopping = performance.now();
    if (!platform) return;
    console.log(`\nStopping (${name}) …`);
    void end();
  };
  const end = async () => {
    const from = performance.now();
    await platform.stop();
    console.log(
      `Stopped in ${((performance.now() - from) / 1000).toFixed(1)} s. Everything is kept in ${shown(folder)}.`,
    );
    process.exit(0);
  };
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(name, () => stop(name));
  process.on('disconnect', () => stop('its starter is gone'));
  process.on('uncaughtException', (error) => {
    console.error(error);
    if (!platform) process.exit(1);
    void platform.stop().finally(() => process.exit(1));
  });

  platform = await supervise({ folder, port: portOf(env), each, bus, env, say: (line) => console.log(line) });
  if (stopping) return void end();
  console.log(greeting(platform, { seconds: (performance.now() - begun) / 1000, each, bus }));
}

function greeting({ url, administrator, fresh, secretsFile, folder }, { seconds, each, bus }) {
  const secret = fresh
    ? administrator.secret
    : process.env.CHIRON_BOOTSTRAP_CLIENT_SECRET
      ? '(CHIRON_BOOTSTRAP_CLIENT_SECRET)'
      : `(in ${shown(secretsFile)})`;
  return `
Chiron is ready after ${seconds.toFixed(1)} s: ${each ? 'one process per service' : 'one process'}, events over ${bus === 'kafka' ? 'Kafka' : 'PostgreSQL'}.

  Address        ${url}
  Documentation  ${url}/docs
  Administrator  client  ${administrator.id}
                 secret  ${secret}${fresh ? `\n                 shown this once, kept in ${shown(secretsFile)}` : ''}
  Data           ${shown(folder)}  (stopping and starting again keeps everything; logs in ${shown(`${folder}/logs`)})

Try next, in another terminal:

  TOKEN=$(curl -s -u '${administrator.id}:${fresh ? administrator.secret : '<secret>'}' -d grant_type=client_credentials ${url}/oauth/token | sed 's/.*"access_token":"\\([^"]*\\)".*/\\1/')
  curl -s -H "authorization: Bearer $TOKEN" ${url}/api/v1/people

Ctrl-C stops it.
`;
}
