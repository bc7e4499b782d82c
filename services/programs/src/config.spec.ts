import { readConfig } from './config.js';

const env = { DATABASE_URL: 'postgres://localhost/programs', EVENT_BUS: 'postgres://localhost/bus' };

describe('the days for which an import’s input is kept', () => {
  it('are 400 unless set, and a day at least', () => {
    expect(readConfig(env).importRetentionDays).toBe(400);
    expect(readConfig({ ...env, CHIRON_IMPORT_RETENTION_DAYS: '1' }).importRetentionDays).toBe(1);
    expect(readConfig({ ...env, CHIRON_IMPORT_RETENTION_DAYS: '36500' }).importRetentionDays).toBe(36_500);
  });

  it.each(['0', '-1', '1.5', '36501', 'for ever'])('are not %s: the service does not start', (days) => {
    expect(() => readConfig({ ...env, CHIRON_IMPORT_RETENTION_DAYS: days })).toThrow('CHIRON_IMPORT_RETENTION_DAYS');
  });
});
