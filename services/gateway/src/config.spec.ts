import { readConfig } from './config.js';

const env = {
  DATABASE_URL: 'postgres://localhost/gateway',
  CHIRON_PUBLIC_URL: 'https://chiron.example.edu',
  CHIRON_SECRET_KEY: 'k'.repeat(32),
};
const read = (settings: Record<string, string>) => readConfig({ ...env, ...settings }, []);
const optional = [
  'CHIRON_BOOTSTRAP_CLIENT_ID',
  'CHIRON_BOOTSTRAP_CLIENT_SECRET',
  'CHIRON_REQUESTS_PER_SECOND',
  'CHIRON_PERSON_REQUESTS_PER_SECOND',
  'CHIRON_PEOPLE_REQUESTS_PER_SECOND',
  'CHIRON_TOKENS_PER_SECOND',
  'CHIRON_JSON_LIMIT',
  'CHIRON_IMPORT_LIMIT',
  'CHIRON_KEY_DAYS',
  'CHIRON_CORS_ORIGINS',
  'CHIRON_TRUSTED_PROXIES',
];

it('a setting that is there but empty has its default, as docker compose passes on what nobody set', () => {
  const unset = read({});
  expect(unset).toMatchObject({
    requestsPerSecond: 300,
    personRequestsPerSecond: 300,
    peopleRequestsPerSecond: 3000,
    tokensPerSecond: 100,
    jsonLimit: 1_048_576,
    importLimit: 2_147_483_648,
    keyLife: 90 * 86_400_000,
    corsOrigins: [],
    trustedProxies: [],
  });
  expect(unset.administrator).toBeUndefined();
  expect(read(Object.fromEntries(optional.map((name) => [name, ''])))).toEqual(unset);
});

it('the limits for people follow the one for clients, unless they are set', () => {
  expect(read({ CHIRON_REQUESTS_PER_SECOND: '7' })).toMatchObject({
    requestsPerSecond: 7,
    personRequestsPerSecond: 7,
    peopleRequestsPerSecond: 70,
  });
  expect(read({ CHIRON_PERSON_REQUESTS_PER_SECOND: '5', CHIRON_PEOPLE_REQUESTS_PER_SECOND: '50' })).toMatchObject({
    requestsPerSecond: 300,
    personRequestsPerSecond: 5,
    peopleRequestsPerSecond: 50,
  });
});

it.each([
  ['CHIRON_KEY_DAYS', '0'],
  ['CHIRON_JSON_LIMIT', 'much'],
  ['CHIRON_CORS_ORIGINS', 'https://a.example/path'],
  ['CHIRON_TRUSTED_PROXIES', 'proxy.example'],
])('%s cannot be %s: the gateway does not start', (name, value) => {
  expect(() => read({ [name]: value })).toThrow(name);
});
