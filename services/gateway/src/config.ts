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
  /** per client */
  readonly requestsPerSecond: number;
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
const administratorSecret = 24;
const secretKeyLength = 32;

/** @throws Error one sentence for everything that is missing or unusable */
export function readConfig(env: Env, services: readonly string[]): Config {
  const faults: string[] = [];
  const read = new Reader(env, faults);
  const config: Config = {
    databaseUrl: read.url('DATABASE_URL', /^postgres(ql)?:$/, 'where the database of the gateway is (postgres://…)'),
    publicUrl: read
      .url('CHIRON_PUBLIC_URL', /^https?:$/, 'the address under which the platform is reached')
      .replace(/\/+$/, ''),
    secretKey: read.secret('CHIRON_SECRET_KEY', secretKeyLength, 'what the signing keys are encrypted under'),
    administrator: administratorOf(env, faults),
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
    requestsPerSecond: read.count('CHIRON_REQUESTS_PER_SECOND', 300),
    tokensPerSecond: read.count('CHIRON_TOKENS_PER_SECOND', 100),
    jsonLimit: read.count('CHIRON_JSON_LIMIT', 1_048_576),
    importLimit: read.count('CHIRON_IMPORT_LIMIT', 2_147_483_648),
    keyLife: read.count('CHIRON_KEY_DAYS', 90) * day,
    trustedProxies: read.list('CHIRON_TRUSTED_PROXIES', (text) =>
      /^[\da-f.:]+(\/\d+)?$|^(loopback|linklocal|uniquelocal)$/i.test(text),
    ),
  };
  if (faults.length > 0) throw new Error(`gateway cannot start. ${faults.join(' ')}`);
  return config;
}

class Reader {
  constructor(
    private readonly env: Env,
    private readonly faults: string[],
  ) {}

  url(name: string, protocol: RegExp, what: string): string {
    const value = this.env[name] ?? '';
    if (!value) this.faults.push(`${name} is missing: it says ${what}.`);
    else if (!URL.canParse(value) || !protocol.test(new URL(value).protocol))
      this.faults.push(`${name} is not usable: it says ${what}.`);
    return value;
  }

  secret(name: string, least: number, what: string): string {
    const value = this.env[name] ?? '';
    if (!value) this.faults.push(`${name} is missing: it is ${what}.`);
    else if (value.length < least) this.faults.push(`${name} is too short: it needs at least ${least} characters.`);
    return value;
  }

  list(name: string, fits: (text: string) => boolean): string[] {
    const values = (this.env[name] ?? '')
      .split(',')
      .map((text) => text.trim())
      .filter(Boolean);
    for (const text of values)
      if (!fits(text)) this.faults.push(`${name} is not usable: “${text}” does not belong there.`);
    return values;
  }

  count(name: string, otherwise: number): number {
    const text = this.env[name];
    if (!text) return otherwise;
    const value = Number(text);
    if (!Number.isSafeInteger(value) || value < 1)
      this.faults.push(`${name} is not usable: it must be a whole number above 0.`);
    return value;
  }
}

function administratorOf(env: Env, faults: string[]): Config['administrator'] {
  const id = env['CHIRON_BOOTSTRAP_CLIENT_ID'] ?? '';
  const secret = env['CHIRON_BOOTSTRAP_CLIENT_SECRET'] ?? '';
  if (!id && !secret) return undefined;
  if (!id || !secret)
    faults.push('CHIRON_BOOTSTRAP_CLIENT_ID and CHIRON_BOOTSTRAP_CLIENT_SECRET go together: one of them is missing.');
  else if (!/^[\w.-]{1,100}$/.test(id))
    faults.push('CHIRON_BOOTSTRAP_CLIENT_ID is not usable: letters, digits, dot, dash and underscore, 100 at most.');
  else if (secret.length < administratorSecret)
    faults.push(`CHIRON_BOOTSTRAP_CLIENT_SECRET is too short: it needs at least ${administratorSecret} characters.`);
  return { id, secret };
}
