import { readMailRoute, type MailRoute } from '@chiron/mail';

/** What this service needs to know of its surroundings; read once, at start. */
export interface Config {
  readonly databaseUrl: string;
  readonly eventBus: string;
  /** the institute's IANA time zone, in which “today” is meant where no call says otherwise */
  readonly timeZone: string;
  /** the address people reach the platform by, without a slash at its end; links in letters begin with it */
  readonly publicUrl: string;
  /** how letters leave: not at all by default, they are kept in the mailbox */
  readonly mail: MailRoute;
  /** where contents of files lie: `file:///folder` or `s3+https://KEY:SECRET@host/bucket?region=…` */
  readonly files: string;
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
  const mailRoute = (): MailRoute => {
    try {
      return readMailRoute(env.CHIRON_MAIL || 'captured', env.CHIRON_MAIL_FROM ?? '');
    } catch (error) {
      faults.push(`CHIRON_MAIL is not usable: ${(error as Error).message} (CHIRON_MAIL_FROM names the sender).`);
      return { kind: 'captured' };
    }
  };
  const config = {
    databaseUrl: required(
      'DATABASE_URL',
      'it says where the database of grants is, as postgres://role:password@host:port/database',
      /^postgres(ql)?:\/\//,
    ),
    eventBus: required(
      'EVENT_BUS',
      'it says where events travel, as kafka://host:port or postgres://…/bus',
      /^(kafka|postgres(ql)?):\/\//,
    ),
    timeZone: env.CHIRON_TIME_ZONE || 'UTC',
    publicUrl: required(
      'CHIRON_PUBLIC_URL',
      'it says under which address the platform is reached (http://… or https://…)',
      /^https?:\/\//,
    ).replace(/\/+$/, ''),
    mail: mailRoute(),
    files: required(
      'CHIRON_FILES',
      'it says where files of applications are kept, as file:///folder or s3+https://KEY:SECRET@host/bucket?region=…',
      /^(file:\/\/\/.|s3\+https?:\/\/[^/@:]+:[^/@]+@[^/]+\/[^/?]+)/,
    ),
  };
  if (!isTimeZone(config.timeZone)) faults.push(`CHIRON_TIME_ZONE is not a time zone: “${config.timeZone}”.`);
  if (faults.length > 0) throw new Error(`grants cannot start. ${faults.join(' ')}`);
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
