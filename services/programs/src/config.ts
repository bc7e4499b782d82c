import { Settings, type ServiceSettings } from '@chiron/http';

/** What this service needs to know of its surroundings; read once, at start. */
export interface Config extends ServiceSettings {
  /** days for which the input of an ended import is kept */
  readonly importRetentionDays: number;
}

/** @throws Error one sentence for everything that is missing or unusable */
export function readConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const settings = new Settings('programs', env);
  return settings.checked({
    ...settings.ofService(),
    importRetentionDays: settings.count('CHIRON_IMPORT_RETENTION_DAYS', 400, 36_500),
  });
}
