import { Settings } from './settings.js';

const env = {
  DATABASE_URL: 'postgres://role:secret@127.0.0.1:5432/programs',
  EVENT_BUS: 'postgres://bus:secret@127.0.0.1:5432/bus',
};
const read = (changes: Record<string, string | undefined>) => {
  const settings = new Settings('programs', { ...env, ...changes });
  return settings.checked(settings.ofService());
};

it('a service starts on its database and its bus; the institute is in UTC where nobody says otherwise', () => {
  expect(read({})).toEqual({ databaseUrl: env.DATABASE_URL, eventBus: env.EVENT_BUS, timeZone: 'UTC' });
  expect(read({ EVENT_BUS: 'kafka://a:9092,b:9092', CHIRON_TIME_ZONE: 'America/Mexico_City' })).toMatchObject({
    eventBus: 'kafka://a:9092,b:9092',
    timeZone: 'America/Mexico_City',
  });
});

it('one sentence names everything that is missing or unusable, and no secret', () => {
  const start = () =>
    read({ DATABASE_URL: undefined, EVENT_BUS: 'amqp://user:secret@host', CHIRON_TIME_ZONE: 'Mars/Base' });
  expect(start).toThrow(
    'programs cannot start. DATABASE_URL is missing: it says where the database of programs is, as postgres://role:password@host:port/database. ' +
      'EVENT_BUS is not usable: it says where events travel, as kafka://host:port or postgres://…/bus. CHIRON_TIME_ZONE is not a time zone: “Mars/Base”.',
  );
  expect(start).not.toThrow('secret');
});

it.each([
  ['1', 1],
  ['365', 365],
  ['', 400],
])('a count of %p is %d', (text, count) => {
  const settings = new Settings('programs', { DAYS: text });
  expect(settings.checked(settings.count('DAYS', 400, 365))).toBe(count);
});

it.each(['0', '366', '1.5', 'many', '-1'])('a count of %p is refused', (text) => {
  const settings = new Settings('programs', { DAYS: text });
  expect(() => settings.checked(settings.count('DAYS', 400, 365))).toThrow('a whole number from 1 to 365');
});
