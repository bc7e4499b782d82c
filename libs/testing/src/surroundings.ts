import { identity, type Identity } from './identity.js';
import { postgres, type TestDatabase } from './engines.js';

/** What a whole service stands on in a component test. */
export interface Surroundings {
  readonly database: TestDatabase;
  /** the database of the bus */
  readonly bus: TestDatabase;
  readonly issuer: Identity;
  /** the settings that every service needs; it says nothing in its log */
  readonly env: Readonly<Record<string, string>>;
  /** Call it once the service is closed. */
  close(): Promise<void>;
}

/** A database, a bus and an issuer of its own for one service. */
export async function surroundings(): Promise<Surroundings> {
  const [database, bus, issuer] = await Promise.all([postgres(), postgres(), identity()]);
  return {
    database,
    bus,
    issuer,
    env: {
      DATABASE_URL: database.url,
      EVENT_BUS: bus.url,
      CHIRON_PUBLIC_URL: issuer.issuer,
      CHIRON_JWKS_URL: issuer.jwksUrl,
      LOG_LEVEL: 'silent',
    },
    close: async () => {
      await issuer.close();
      await Promise.all([database.drop(), bus.drop()]);
    },
  };
}
