import { Settings, type ServiceSettings } from '@chiron/http';

/** What this service needs to know of its surroundings; read once, at start. */
export type Config = ServiceSettings;

/** @throws Error one sentence for everything that is missing or unusable */
export function readConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const settings = new Settings('membership', env);
  return settings.checked(settings.ofService());
}
