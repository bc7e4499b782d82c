// An embedded Apache Kafka: one broker in KRaft mode, from its published jars (fetched once with Maven) and Java 17.
// Node's own modules only.
import { spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { connect } from 'node:net';
import { delimiter, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bornAt, end, freePorts, Refused, telling, within, workingIn } from './processes.mjs';

export const kafkaVersion = '4.1.1';
const log4jVersion = '2.25.1';
const scalaVersion = '2.13';

const cache = () => resolve(process.env.CHIRON_CACHE || join(dirname(fileURLToPath(import.meta.url)), '../../.cache'));

const pom = `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion><groupId>chiron</groupId><artifactId>embedded-kafka</artifactId><version>1</version>
  <dependencies>
    <dependency><groupId>org.apache.kafka</groupId><artifactId>kafka_${scalaVersion}</artifactId><version>${kafkaVersion}</version></dependency>
${['log4j-api', 'log4j-core', 'log4j-slf4j-impl']
  .map(
    (name) =>
      `    <dependency><groupId>org.apache.logging.log4j</groupId><artifactId>${name}</artifactId><version>${log4jVersion}</version></dependency>`,
  )
  .join('\n')}
  </dependencies>
</project>
`;

function java() {
  const own = process.env.JAVA_HOME ? join(process.env.JAVA_HOME, 'bin', 'java') : 'java';
  const tried = spawnSync(own, ['-version'], { encoding: 'utf8' });
  const major = Number(/version "(\d+)/.exec(tried.stderr ?? '')?.[1] ?? 0);
  if (major < 17)
    throw new Refused(
      `Kafka needs Java 17 or newer; ${major ? `this machine has Java ${major}` : 'no java was found'}.`,
    );
  return own;
}

/**
 * The folder of Kafka's jars, fetched with Maven the first time.
 * @throws {Refused} no Java 17, or the jars are neither here nor to be had
 */
export function fetchKafka(log = () => undefined) {
  java();
  const folder = join(cache(), `kafka-${kafkaVersion}`);
  const jars = join(folder, 'jars');
  if (existsSync(jars)) return jars;
  if (spawnSync('mvn', ['-v'], { stdio: 'ignore' }).status !== 0)
    throw new Refused('Kafka is fetched with Maven, and no mvn was found.');
  log(`fetching Apache Kafka ${kafkaVersion} with Maven, once, into ${folder}`);
  mkdirSync(folder, { recursive: true });
  const made = join(folder, `jars.${process.pid}`);
  writeFileSync(join(folder, 'pom.xml'), pom);
  const goal = 'org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies';
  const fetched = spawnSync(
    'mvn',
    ['-q', '-B', '-f', join(folder, 'pom.xml'), goal, `-DoutputDirectory=${made}`, '-DincludeScope=runtime'],
    {
      encoding: 'utf8',
    },
  );
  if (fetched.status !== 0 || !existsSync(made)) {
    rmSync(made, { recursive: true, force: true });
    const line =
      `${fetched.stdout}${fetched.stderr}`.split('\n').find((text) => text.includes('ERROR')) ?? 'no message';
    throw new Refused(`Maven could not fetch Apache Kafka: ${line.replace(/\x1b\[[0-9;]*m/g, '').trim()}`);
  }
  try {
    renameSync(made, jars);
  } catch (error) {
    if (!existsSync(jars)) throw error;
    rmSync(made, { recursive: true, force: true }); // another run was faster
  }
  return jars;
}

const log4j = (file) => `
status = error
appender.file.type = File
appender.file.name = file
appender.file.fileName = ${file}
appender.file.layout.type = PatternLayout
appender.file.layout.pattern = [%d] %p %m (%c)%n
rootLogger.level = warn
rootLogger.appenderRef.file.ref = file
`;

const properties = ({ data, broker, controller }) => `
process.roles=broker,controller
node.id=1
controller.quorum.bootstrap.servers=127.0.0.1:${controller}
listeners=PLAINTEXT://127.0.0.1:${broker},CONTROLLER://127.0.0.1:${controller}
advertised.listeners=PLAINTEXT://127.0.0.1:${broker}
controller.listener.names=CONTROLLER
inter.broker.listener.name=PLAINTEXT
listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT
log.dirs=${data}
num.partitions=6
default.replication.factor=1
min.insync.replicas=1
offsets.topic.replication.factor=1
offsets.topic.num.partitions=8
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
transaction.state.log.num.partitions=2
share.coordinator.state.topic.replication.factor=1
share.coordinator.state.topic.min.isr=1
group.initial.rebalance.delay.ms=0
broker.session.timeout.ms=3000
broker.heartbeat.interval.ms=500
controller.quorum.election.timeout.ms=500
controller.quorum.election.backoff.max.ms=300
auto.create.topics.enable=false
log.cleaner.dedupe.buffer.size=16777216
num.network.threads=2
num.io.threads=4
num.recovery.threads.per.data.dir=2
background.threads=4
`;

/**
 * Makes a folder ready: the jars, the storage format where it is new. Answers an engine that can be started, watched,
 * stopped and started again on the same port. The data of a killed broker survive: they are in the kernel's page cache.
 *
 * @param {{ folder: string, port?: number, controllerPort?: number, log?: (line: string) => void }} options
 *   `folder` becomes Kafka's own (data/, server.properties, server.log); ports 0 or absent: free ones
 * @throws {Refused} one sentence: no Java, no jars, a damaged folder
 */
export async function prepareKafka({ folder, port = 0, controllerPort = 0, log = () => undefined }) {
  folder = resolve(folder);
  const jars = fetchKafka(log);
  const classPath = readdirSync(jars)
    .map((jar) => join(jars, jar))
    .join(delimiter);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const data = join(folder, 'data');
  const [anyBroker, anyController] = await freePorts(2);
  const ports = { broker: port || anyBroker, controller: controllerPort || anyController };
  // the controller's address is part of the formatted state: once given, it stays
  const idFile = join(folder, 'cluster.json');
  const known = existsSync(idFile) ? JSON.parse(readFileSync(idFile, 'utf8')) : undefined;
  const config = join(folder, 'server.properties');
  const logging = join(folder, 'log4j2.properties');
  const memory = ['-Xms128m', '-Xmx384m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-Djava.awt.headless=true'];
  const flags = [...memory, `-Dlog4j2.configurationFile=${logging}`, '-cp', classPath];

  const configure = () => {
    writeFileSync(config, properties({ data, ...ports }));
    writeFileSync(logging, log4j(join(folder, 'kafka.log')));
  };
  configure();
  if (!existsSync(join(data, 'meta.properties'))) {
    if (known) throw new Refused(`The data folder is damaged: ${join(data, 'meta.properties')} is missing.`);
    const id = randomBytes(16).toString('base64url').replace(/^-/, 'A');
    const made = spawnSync(
      java(),
      [...flags, 'kafka.tools.StorageTool', 'format', '--standalone', '--cluster-id', id, '--config', config],
      { encoding: 'utf8' },
    );
    if (made.status !== 0)
      throw new Refused(
        `Kafka could not make its data folder: ${(made.stderr || made.stdout).trim().split('\n').at(-1)}`,
      );
    writeFileSync(idFile, JSON.stringify({ id }));
  }

  const engine = {
    name: 'kafka',
    folder,
    host: '127.0.0.1',
    get port() {
      return ports.broker;
    },
    get controllerPort() {
      return ports.controller;
    },
    get url() {
      return `kafka://127.0.0.1:${ports.broker}`;
    },
    running: undefined,
    exited: undefined,
    start,
    stop,
    clear,
  };

  /** Ends a broker that a killed run has left in this folder. */
  async function clear() {
    for (const pid of workingIn(folder)) {
      const noted = { pid, born: bornAt(pid) };
      if (pid !== process.pid && isJava(pid))
        await end(noted, [
          ['SIGTERM', 10_000],
          ['SIGKILL', 5_000],
        ]);
    }
  }

  /** Starts the broker and waits until it accepts connections. */
  async function start({ within: waitMs = 60_000 } = {}) {
    await clear();
    configure();
    const out = openSync(join(folder, 'server.log'), 'a', 0o600);
    const logged = fstatSync(out).size;
    const child = spawn(java(), [...flags, 'kafka.Kafka', config], {
      cwd: folder,
      detached: true,
      stdio: ['ignore', out, out],
    });
    closeSync(out);
    let ended;
    engine.exited = new Promise((done) => {
      child.once('error', (error) => done({ code: null, reason: error.message }));
      child.once('exit', (code, name) => {
        const reason =
          telling(join(folder, 'kafka.log'), 0, /ERROR|FATAL/) ||
          telling(join(folder, 'server.log'), logged, /Exception|ERROR/);
        done({ code, signal: name, reason });
      });
    });
    void engine.exited.then((result) => {
      ended = result;
      if (engine.running?.pid === child.pid) engine.running = undefined;
    });
    engine.running = { pid: child.pid, born: bornAt(child.pid) };
    const ready = await within(waitMs, async () => ended !== undefined || (await speaks(ports.broker)), 50);
    if (ended)
      throw new Refused(
        `Kafka did not start (${ended.reason || `it ended with ${ended.code ?? ended.signal}`}); see ${join(folder, 'kafka.log')}.`,
      );
    if (!ready) {
      await stop();
      throw new Refused(`Kafka did not become ready within ${waitMs / 1000} s; see ${join(folder, 'kafka.log')}.`);
    }
    return engine;
  }

  /** A clean stop. */
  async function stop() {
    const noted = engine.running;
    if (!noted) return;
    await end(noted, [
      ['SIGTERM', 20_000],
      ['SIGKILL', 5_000],
    ]);
    await engine.exited;
  }

  return engine;
}

function isJava(pid) {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'latin1').includes('kafka.Kafka');
  } catch {
    return false;
  }
}

/** Whether a broker answers there: it is asked for the versions it speaks, as every client does first. */
export function speaks(port, host = '127.0.0.1') {
  return new Promise((resolve) => {
    const socket = connect({ port, host });
    const finish = (answer) => {
      socket.destroy();
      resolve(answer);
    };
    socket.setTimeout(1_000, () => finish(false));
    socket.once('error', () => finish(false));
    socket.once('data', () => finish(true));
    socket.once('connect', () => {
      const body = Buffer.alloc(10); // ApiVersions (18), version 0, correlation 1, no client id
      body.writeInt16BE(18, 0);
      body.writeInt32BE(1, 4);
      body.writeInt16BE(-1, 8);
      const size = Buffer.alloc(4);
      size.writeInt32BE(body.length);
      socket.write(Buffer.concat([size, body]));
    });
  });
}
