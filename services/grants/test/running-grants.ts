import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { uuidv7 } from 'uuidv7';
import type { ChironEvent, EventDefinition, Scope } from '@chiron/contracts/core';
import { grantsTopics } from '@chiron/contracts/grants';
import { membershipTopics, PersonMerged, PersonRegistered, ReferenceResolved } from '@chiron/contracts/membership';
import { PersonDescribed, programsTopics, type PersonDescription } from '@chiron/contracts/programs';
import { Database } from '@chiron/postgres';
import { ask, eventually, surroundings, testBus, type Answer } from '@chiron/testing';
import { start } from '../src/main.js';

export type { Answer };

/** Who asks: a person, a client with scopes, or nobody. */
export type Asker = { readonly personId: string } | { readonly scopes: readonly Scope[] } | 'public';

export interface CallOptions {
  body?: unknown;
  headers?: Record<string, string>;
}

export const administrator: Asker = { scopes: ['grants:administer'] };

/** The whole service on its own database and a real bus, with the other services played by the test. */
export async function runningGrants(env: Record<string, string> = {}) {
  const around = await surroundings();
  const { database, issuer } = around;
  const bus = await testBus(around.bus.url, [...programsTopics, ...membershipTopics], grantsTopics);
  const folder = mkdtempSync(join(tmpdir(), 'chiron-grants-'));
  const service = await start({ ...around.env, CHIRON_FILES: pathToFileURL(folder).href, ...env });
  let revision = 0;
  const tokens = new Map<string, Promise<string>>();
  const tokenOf = (asker: Exclude<Asker, 'public'>): Promise<string> => {
    const key = JSON.stringify(asker);
    const claims = 'personId' in asker ? { scopes: ['self'], personId: asker.personId } : { scopes: asker.scopes };
    if (!tokens.has(key)) tokens.set(key, issuer.token(claims));
    return tokens.get(key)!;
  };

  const call = async (asker: Asker, method: string, path: string, options: CallOptions = {}): Promise<Answer> => {
    const token = asker === 'public' ? undefined : await tokenOf(asker);
    return ask(method, `${service.url}/api/v1${path}`, { ...options, ...(token && { token }) });
  };
  const publish = <D>(event: EventDefinition<D>, data: D): Promise<ChironEvent<D>> =>
    bus.publish(event, data, ++revision);

  /** Registers a person of whom `sis` tells this; resolves once the service knows. */
  const person = async (told: Partial<PersonDescription> = {}): Promise<string> => {
    const personId = uuidv7();
    const sourcedId = `usr-${personId}`;
    await publish(PersonRegistered, { personId });
    await publish(PersonDescribed, { source: 'sis', sourcedId, emailAuthoritative: true, ...told });
    await publish(ReferenceResolved, { source: 'sis', sourcedId, personId });
    await known(`sis/${sourcedId}`);
    return personId;
  };
  const query = async <R extends object>(sql: string, params: unknown[] = []): Promise<R[]> => {
    const { DataSource } = await import('typeorm');
    data ??= await new DataSource({ type: 'postgres', url: database.url, poolSize: 2 }).initialize();
    return new Database(data).query<R>(sql, params);
  };
  let data: ConstructorParameters<typeof Database>[0] | undefined;
  const known = (key: string): Promise<unknown> =>
    eventually(`${key} is known`, async () => {
      const [row] = await query<{ n: number }>(
        `select count(*)::int as n from references_told r join people_told p using (key)
           join person_aliases a on a.person_id = r.person_id where key = $1`,
        [key],
      );
      if (row!.n !== 1) throw new Error('not yet');
    });

  return {
    service,
    bus,
    issuer,
    databaseUrl: database.url,
    call,
    publish,
    person,
    query,
    /** a person who is a grants officer (or finance) */
    officer: async (role: 'officer' | 'finance' = 'officer'): Promise<string> => {
      const personId = await person({ givenName: 'Olga', familyName: 'Officer' });
      const { status, text } = await call(administrator, 'POST', '/grants-officers', { body: { personId, role } });
      if (status !== 201) throw new Error(text);
      return personId;
    },
    /** membership finds that the first is the second; resolves once the service knows */
    merge: async (personId: string, intoPersonId: string): Promise<void> => {
      await publish(PersonMerged, { personId, intoPersonId, mergeId: uuidv7() });
      await eventually('the merge is known', async () => {
        const [row] = await query<{ standing: string }>('select standing_of($1) as standing', [personId]);
        if (row!.standing !== intoPersonId) throw new Error('not yet');
      });
    },
    close: async () => {
      await data?.destroy();
      await service.close();
      await bus.close();
      await around.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
export type RunningGrants = Awaited<ReturnType<typeof runningGrants>>;
