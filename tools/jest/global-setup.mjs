// Gives the tests that need them a real PostgreSQL (TEST_POSTGRES_URL) and, with TEST_KAFKA=1 or TEST_INFRA=all, a real
// Kafka (TEST_KAFKA_URL): containers where a Docker engine answers, else embedded ones. Where neither can be had, those
// tests are skipped loudly, and under REQUIRE_INFRA=1 the run fails.
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { kafkaVersion, prepareKafka, speaks } from '../engines/kafka.mjs';
import { preparePostgres } from '../engines/postgres.mjs';
import { bornAt, lives } from '../engines/processes.mjs';

const prefix = 'chiron-test-';

export default async function setup() {
  const started = [];
  globalThis.__chironEngines = started;
  const wantsKafka = process.env.TEST_KAFKA === '1' || process.env.TEST_INFRA === 'all';
  const docker = process.env.TEST_ENGINES !== 'embedded' && (await dockerAnswers());
  const folder = ownFolder();
  started.push({ stop: async () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }) });

  await give(
    'PostgreSQL',
    'TEST_POSTGRES_URL',
    [docker && postgresInContainer, () => embeddedPostgres(join(folder, 'postgres'))],
    started,
  );
  if (wantsKafka)
    await give(
      'Kafka',
      'TEST_KAFKA_URL',
      [docker && kafkaInContainer, () => embeddedKafka(join(folder, 'kafka'))],
      started,
    );
}

async function give(name, variable, ways, started) {
  if (process.env[variable]) return;
  const reasons = [];
  for (const way of ways) {
    if (!way) continue;
    try {
      const engine = await way();
      started.unshift(engine);
      process.env[variable] = engine.url;
      return;
    } catch (error) {
      reasons.push(error.message);
    }
  }
  const sentence = `No ${name} for the tests: ${reasons.join(' ')}`;
  if (process.env.REQUIRE_INFRA === '1') throw new Error(sentence);
  process.env[`${variable}_MISSING`] = sentence;
  console.error(`\n!!! ${sentence}\n!!! Every test that needs ${name} is SKIPPED.\n`);
}

async function embeddedPostgres(folder) {
  // the folder lives as long as the run: what fsync protects against cannot be survived here anyway
  const engine = await preparePostgres({
    folder,
    settings: { fsync: 'off', full_page_writes: 'off', max_connections: 400 },
  });
  await engine.start();
  return { url: engine.url(), stop: () => engine.stop() };
}

async function embeddedKafka(folder) {
  const engine = await prepareKafka({ folder, log: (line) => console.error(line) });
  await engine.start();
  return { url: engine.url, stop: () => engine.stop() };
}

async function postgresInContainer() {
  const { PostgreSqlContainer } = await import('@testcontainers/postgresql');
  const container = await new PostgreSqlContainer('postgres:18')
    .withCommand(['postgres', '-c', 'max_connections=400'])
    .start();
  return { url: container.getConnectionUri(), stop: () => container.stop() };
}

/**
 * apache/kafka tells its clients an address, which is known only once its port is mapped: the container waits for a script
 * that carries the address.
 */
async function kafkaInContainer() {
  const { GenericContainer, Wait } = await import('testcontainers');
  const script = '/tmp/start.sh';
  const container = await new GenericContainer(`apache/kafka:${kafkaVersion}`)
    .withExposedPorts(9092)
    .withEnvironment({
      KAFKA_NODE_ID: '1',
      KAFKA_PROCESS_ROLES: 'broker,controller',
      KAFKA_LISTENERS: 'PLAINTEXT://:9092,BROKER://:9093,CONTROLLER://:9094',
      KAFKA_LISTENER_SECURITY_PROTOCOL_MAP: 'PLAINTEXT:PLAINTEXT,BROKER:PLAINTEXT,CONTROLLER:PLAINTEXT',
      KAFKA_INTER_BROKER_LISTENER_NAME: 'BROKER',
      KAFKA_CONTROLLER_LISTENER_NAMES: 'CONTROLLER',
      KAFKA_CONTROLLER_QUORUM_VOTERS: '1@localhost:9094',
      KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR: '1',
      KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR: '1',
      KAFKA_TRANSACTION_STATE_LOG_MIN_ISR: '1',
      KAFKA_SHARE_COORDINATOR_STATE_TOPIC_REPLICATION_FACTOR: '1',
      KAFKA_SHARE_COORDINATOR_STATE_TOPIC_MIN_ISR: '1',
      KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS: '0',
      KAFKA_AUTO_CREATE_TOPICS_ENABLE: 'false',
    })
    .withEntrypoint(['bash', '-c', `echo waiting; until [ -s ${script} ]; do sleep 0.1; done; exec bash ${script}`])
    .withWaitStrategy(Wait.forLogMessage('waiting'))
    .start();
  const address = `${container.getHost()}:${container.getMappedPort(9092)}`;
  const content = [
    `export KAFKA_ADVERTISED_LISTENERS=PLAINTEXT://${address},BROKER://localhost:9093`,
    'exec /etc/kafka/docker/run',
    '',
  ].join('\n');
  await container.copyContentToContainer([{ content, target: script, mode: 0o755 }]);
  await untilItSpeaks(`kafka://${address}`);
  return { url: `kafka://${address}`, stop: () => container.stop() };
}

async function untilItSpeaks(url) {
  const { hostname, port } = new URL(url.replace('kafka:', 'http:'));
  const deadline = Date.now() + 60_000;
  while (!(await speaks(Number(port), hostname))) {
    if (Date.now() > deadline) throw new Error('The Kafka container did not answer within 60 s.');
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

/** Whether a Docker engine answers a ping; an installed client without an engine does not count. */
function dockerAnswers() {
  const host = process.env.DOCKER_HOST ?? 'unix:///var/run/docker.sock';
  const where = host.startsWith('unix://')
    ? { socketPath: host.slice('unix://'.length) }
    : (({ hostname, port }) => ({ host: hostname, port: port || 2375 }))(new URL(host.replace(/^tcp:/, 'http:')));
  return new Promise((resolve) => {
    const asked = request({ ...where, path: '/_ping', timeout: 2_000 }, (answer) => {
      answer.resume();
      resolve(answer.statusCode === 200);
    });
    asked.once('timeout', () => asked.destroy());
    asked.once('error', () => resolve(false));
    asked.end();
  });
}

/** A folder of this run; folders of runs that were killed are cleared first, with the servers in them. */
function ownFolder() {
  for (const name of readdirSync(tmpdir())) {
    if (!name.startsWith(prefix)) continue;
    const old = join(tmpdir(), name);
    try {
      const owner = JSON.parse(readFileSync(join(old, 'owner.json'), 'utf8'));
      if (lives(owner)) continue;
      for (const pidFile of ['postgres/data/postmaster.pid']) stopLeftover(join(old, pidFile));
      rmSync(old, { recursive: true, force: true, maxRetries: 5 });
    } catch {
      // being made or removed by another run at this moment, or another user's
    }
  }
  const folder = join(tmpdir(), `${prefix}${process.pid}-${Date.now()}`);
  mkdirSync(folder, { mode: 0o711 });
  writeFileSync(join(folder, 'owner.json'), JSON.stringify({ pid: process.pid, born: bornAt(process.pid) }));
  return folder;
}

function stopLeftover(pidFile) {
  try {
    process.kill(Number(readFileSync(pidFile, 'utf8').split('\n')[0]), 'SIGQUIT');
  } catch {
    // it is gone
  }
}
