import { Settings } from '@chiron/http';

/** What the gateway needs to know of its surroundings; read once, at start. */
export interface Config {
  readonly databaseUrl: string;
  /** the issuer of every token, and the address others know */
  readonly publicUrl: string;
  /** what the signing keys are encrypted under */
  readonly secretKey: string;
  /** the first administrator client, made or updated at start */
  readonly administrator: { readonly id: string; readonly secret: string } | undefined;
  /** address of each service behind the door */
  readonly upstreams: Readonly<Record<string, string>>;
  readonly corsOrigins: readonly string[];
  /** per client, by its own tokens */
  readonly requestsPerSecond: number;
  /** per person, by tokens that one client minted */
  readonly personRequestsPerSecond: number;
  /** per client, by all tokens that it minted for people */
  readonly peopleRequestsPerSecond: number;
  readonly tokensPerSecond: number;
  /** bytes */
  readonly jsonLimit: number;
  readonly importLimit: number;
  /** how long a signing key signs, in milliseconds */
  readonly keyLife: number;
  /** addresses or networks whose X-Forwarded-* are believed */
  readonly trustedProxies: readonly string[];
}

type Env = Readonly<Record<string, string | undefined>>;

const day = 86_400_000;
/** How many people a web client may serve at full speed within one second. */
const usersAtOnce = 10;
const administratorSecret = 24;
const secretKeyLength = 32;

/** @throws Error one sentence for everything that is missing or unusable */
export function readConfig(env: Env, services: readonly string[]): Config {
  const read = new Settings('gateway', env);
  const requestsPerSecond = read.count('CHIRON_REQUESTS_PER_SECOND', 300);
  return read.checked<Config>({
    databaseUrl: read.url('DATABASE_URL', /^postgres(ql)?:$/, 'where the database of the gateway is (postgres://…)'),
    publicUrl: read
      .url('CHIRON_PUBLIC_URL', /^https?:$/, 'the address under which the platform is reached')
      .replace(/\/+$/, ''),
    secretKey: read.secret('CHIRON_SECRET_KEY', secretKeyLength, 'what the signing keys are encrypted under'),
    administrator: administratorOf(read),
    upstreams: Object.fromEntries(
      services.map((service) => [
        service,
        read.url(`${service.toUpperCase()}_URL`, /^http:$/, `where ${service} listens (http://…)`),
      ]),
    ),
    corsOrigins: read.list(
      'CHIRON_CORS_ORIGINS',
      (origin) => URL.canParse(origin) && new URL(origin).origin === origin,
    ),
    requestsPerSecond,
    personRequestsPerSecond: read.count('CHIRON_PERSON_REQUESTS_PER_SECOND', requestsPerSecond),
    peopleRequestsPerSecond: read.count('CHIRON_PEOPLE_REQUESTS_PER_SECOND', requestsPerSecond * usersAtOnce),
    tokensPerSecond: read.count('CHIRON_TOKENS_PER_SECOND', 100),
    jsonLimit: read.count('CHIRON_JSON_LIMIT', 1_048_576),
    importLimit: read.count('CHIRON_IMPORT_LIMIT', 2_147_483_648),
    keyLife: read.count('CHIRON_KEY_DAYS', 90) * day,
    trustedProxies: read.list('CHIRON_TRUSTED_PROXIES', (text) =>
      /^[\da-f.:]+(\/\d+)?$|^(loopback|linklocal|uniquelocal)$/i.test(text),
    ),
  });
}

function administratorOf(read: Settings): Config['administrator'] {
  const id = read.text('CHIRON_BOOTSTRAP_CLIENT_ID');
  const secret = read.text('CHIRON_BOOTSTRAP_CLIENT_SECRET');
  if (!id && !secret) return undefined;
  if (!id || !secret)
    read.fault('CHIRON_BOOTSTRAP_CLIENT_ID and CHIRON_BOOTSTRAP_CLIENT_SECRET go together: one of them is missing.');
  else if (!/^[\w.-]{1,100}$/.test(id))
    read.fault('CHIRON_BOOTSTRAP_CLIENT_ID is not usable: letters, digits, dot, dash and underscore, 100 at most.');
  else if (secret.length < administratorSecret)
    read.fault(`CHIRON_BOOTSTRAP_CLIENT_SECRET is too short: it needs at least ${administratorSecret} characters.`);
  return { id, secret };
}
