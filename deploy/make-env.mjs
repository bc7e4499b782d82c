// Writes .env for docker compose, with secrets of its own, where there is none yet: node deploy/make-env.mjs
import { randomBytes } from 'node:crypto';
import { existsSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const file = join(dirname(dirname(fileURLToPath(import.meta.url))), '.env');
if (existsSync(file)) {
  console.log('.env is there already; it is left as it is.');
  process.exit(0);
}
const secret = (bytes = 24) => randomBytes(bytes).toString('base64url');
const lines = {
  PORT: '3000',
  CHIRON_PUBLIC_URL: 'http://localhost:3000',
  CHIRON_TIME_ZONE: 'UTC',
  CHIRON_SECRET_KEY: secret(32),
  CHIRON_BOOTSTRAP_CLIENT_ID: 'administrator',
  CHIRON_BOOTSTRAP_CLIENT_SECRET: secret(32),
  POSTGRES_PASSWORD: secret(),
  GATEWAY_PASSWORD: secret(),
  PROGRAMS_PASSWORD: secret(),
  MEMBERSHIP_PASSWORD: secret(),
  GRANTS_PASSWORD: secret(),
};
const text = Object.entries(lines).map(([key, value]) => `${key}=${value}\n`);
writeFileSync(file, text.join(''), { mode: 0o600 });
console.log('.env is written; keep it, and back it up: CHIRON_SECRET_KEY opens the signing keys.');
