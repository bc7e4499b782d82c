import { Settings, type ServiceSettings } from '@chiron/http';
import { readMailRoute, type MailRoute } from '@chiron/mail';

/** What this service needs to know of its surroundings; read once, at start. */
export interface Config extends ServiceSettings {
  /** the address people reach the platform by, without a slash at its end; links in letters begin with it */
  readonly publicUrl: string;
  /** how letters leave: not at all by default, they are kept in the mailbox */
  readonly mail: MailRoute;
  /** where contents of files lie: `file:///folder` or `s3+https://KEY:SECRET@host/bucket?region=…` */
  readonly files: string;
}

const fileStore = /^(file:\/\/\/.|s3\+https?:\/\/[^/@:]+:[^/@]+@[^/]+\/[^/?]+)/;

/** @throws Error one sentence for everything that is missing or unusable */
export function readConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const settings = new Settings('grants', env);
  return settings.checked({
    ...settings.ofService(),
    publicUrl: settings
      .url('CHIRON_PUBLIC_URL', /^https?:$/, 'under which address the platform is reached (http://… or https://…)')
      .replace(/\/+$/, ''),
    mail: mailRoute(settings),
    files: settings.required(
      'CHIRON_FILES',
      'where files of applications are kept, as file:///folder or s3+https://KEY:SECRET@host/bucket?region=…',
      (value) => fileStore.test(value),
    ),
  });
}

function mailRoute(settings: Settings): MailRoute {
  try {
    return readMailRoute(settings.text('CHIRON_MAIL') || 'captured', settings.text('CHIRON_MAIL_FROM'));
  } catch (error) {
    settings.fault(`CHIRON_MAIL is not usable: ${(error as Error).message} (CHIRON_MAIL_FROM names the sender).`);
    return { kind: 'captured' };
  }
}
