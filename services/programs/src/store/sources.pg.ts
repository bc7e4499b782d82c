import { Injectable } from '@nestjs/common';
import { Database, prepared, type Tx } from '@chiron/postgres';
import { refuseUnusableName, type Source } from '../domain/source.js';
import { Sources } from '../domain/sources.js';

const columns = `name, owner, domains, date_order as "dateOrder", time_zone as "timeZone", roles, guards,
  field_policy as "fieldPolicy", revision, created_at as "createdAt", changed_at as "changedAt"`;

const locked = prepared(`select pg_advisory_xact_lock(hashtextextended('source:' || $1, 0))`);
const named = prepared(`select ${columns} from sources where name = $1`);

/** Takes the source's lock until `tx` ends; taking it again is free. Take it before any row's lock. */
export async function lockSource(tx: Tx, name: string): Promise<void> {
  await tx.run(locked, [name]);
}

/** The source of that name, made with defaults where there is none. Refuses a name that no source can have. */
export async function ensureSource(tx: Tx, name: string): Promise<Source> {
  refuseUnusableName(name, '?source');
  const read = () => tx.query<Source>(named, [name]);
  const [present] = await read();
  if (present) return present;
  // A racing transaction may make it too: wait for that one, then read what it made.
  await tx.run('insert into sources (name) values ($1) on conflict do nothing', [name]);
  return (await read())[0]!;
}

@Injectable()
export class SourcesPg extends Sources {
  constructor(private readonly database: Database) {
    super();
  }

  lock(name: string): Promise<void> {
    const { current } = this.database;
    if (!current) throw new Error('a lock needs an open transaction');
    return lockSource(current, name);
  }

  async ensureLocked(name: string): Promise<Source> {
    const source = await this.ensure(name);
    await this.lock(name);
    return source;
  }

  ensure(name: string): Promise<Source> {
    return this.database.transaction((tx) => ensureSource(tx, name));
  }
}
