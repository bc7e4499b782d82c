/** What this service needs to know of its surroundings; read once, at start. */
export interface Config {
  readonly databaseUrl: string;
  readonly eventBus: string;
  /** the institute's IANA time zone, in which “today” is meant */
  readonly timeZone: string;
  /** days for which the input of an ended import is kept */
  readonly importRetentionDays: number;
}

/** @throws Error one sentence for everything that is missing or unusable */
export function readConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const faults: string[] = [];
  const required = (name: string, what: string, pattern: RegExp): string => {
    const value = env[name] ?? '';
    if (!value) faults.push(`${name} is missing: ${what}.`);
    else if (!pattern.test(value)) faults.push(`${name} is not usable: ${what}.`);
    return value;
  };
  const config = {
    databaseUrl: required(
      'DATABASE_URL',
      'it says where the database of programs is, as postgres://role:password@host:port/database',
      /^postgres(ql)?:\/\//,
    ),
    eventBus: required(
      'EVENT_BUS',
      'it says where events travel, as kafka://host:port or postgres://…/bus',
      /^(kafka|postgres(ql)?):\/\//,
    ),
    timeZone: env.CHIRON_TIME_ZONE || 'UTC',
    importRetentionDays: Number(env.CHIRON_IMPORT_RETENTION_DAYS || '400'),
  };
  if (!isTimeZone(config.timeZone)) faults.push(`CHIRON_TIME_ZONE is not a time zone: “${config.timeZone}”.`);
  if (
    !Number.isSafeInteger(config.importRetentionDays) ||
    config.importRetentionDays < 1 ||
    config.importRetentionDays > 36_500
  )
    faults.push(
      `CHIRON_IMPORT_RETENTION_DAYS is not usable: it is a whole number of days from 1 to 36500, not “${env.CHIRON_IMPORT_RETENTION_DAYS}”.`,
    );
  if (faults.length > 0) throw new Error(`programs cannot start. ${faults.join(' ')}`);
  return config;
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
