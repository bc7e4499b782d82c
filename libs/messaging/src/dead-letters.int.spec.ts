import { defineEvent, type ChironEvent, type Scope, type Topic } from '@chiron/contracts/core';
import { httpMigrations, serve, type RunningService } from '@chiron/http';
import { Database, PostgresModule } from '@chiron/postgres';
import { eventually, identity, postgres, type Identity, type TestDatabase } from '@chiron/testing';
import { Module } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { Bus } from './bus/bus.js';
import { eventText } from './event-text.js';
import { messagingMigrations } from './migrations.js';
import { MessagingModule } from './module.js';
import { Reaction } from './reaction.js';

const topic: Topic = { name: 'test.bells', compacted: false, description: '' };
const BellRung = defineEvent({
  type: 'chiron.test.bell.rung.v1',
  topic,
  description: '',
  schema: z.object({ bell: z.string() }),
  subject: ({ bell }) => bell,
  example: { bell: 'a' },
});

let cracked = true;

@Reaction({ on: [BellRung] })
class OnBellRung {
  static heard: string[] = [];
  async run(events: readonly ChironEvent<{ bell: string }>[]): Promise<void> {
    if (cracked && events.some(({ data }) => data.bell.startsWith('cracked'))) throw new Error('a crack');
    OnBellRung.heard.push(...events.map(({ data }) => data.bell));
  }
}

describe('the dead letters of a service, for its operators', () => {
  let databases: TestDatabase[];
  let issuer: Identity;
  let running: RunningService;
  beforeAll(async () => {
    [databases, issuer] = [[await postgres(), await postgres()], await identity()];
    @Module({
      imports: [
        PostgresModule.forRoot({
          url: databases[0]!.url,
          applicationName: 'bells',
          entities: [],
          migrations: [...messagingMigrations, ...httpMigrations],
        }),
        MessagingModule.forService({
          service: 'bells',
          bus: databases[1]!.url,
          publishes: [topic],
          reactions: [OnBellRung],
        }),
      ],
    })
    class Bells {}
    const env = { CHIRON_PUBLIC_URL: issuer.issuer, CHIRON_JWKS_URL: issuer.jwksUrl, LOG_LEVEL: 'silent' };
    running = await serve({
      name: 'bells',
      module: Bells,
      env,
      openApi: { title: 'Bells', description: 'for a test' },
    });
  });
  afterAll(async () => {
    await running.close();
    await issuer.close();
    await Promise.all(databases.map((database) => database.drop()));
  });

  const call = async (method: string, path: string, scope: Scope, headers: Record<string, string> = {}) => {
    const token = await issuer.token({ scopes: [scope] });
    const answer = await fetch(`${running.url}/api/v1/operations/bells/dead-letters${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, ...headers },
    });
    const text = await answer.text();
    return { status: answer.status, body: (text ? JSON.parse(text) : undefined) as never };
  };
  type Page = {
    items: { id: string; key: string; cause: string; reason: string; filedAt: string }[];
    next: string | null;
  };
  const list = async (query = '') => (await call('GET', query, 'operations:read')).body as Page;
  const ring = async (...bells: string[]) => {
    const bus = running.app.get(Bus, { strict: false });
    await bus.send(
      bells.map((bell) => {
        const { key, text } = eventText(BellRung.of({ bell }), 1, {
          time: new Date().toISOString(),
          traceparent: undefined,
        });
        return { topic: topic.name, key, value: text };
      }),
    );
  };

  it('are listed page by page, replayed one by one or all at once, and discarded', async () => {
    await eventually('the bus can be used', () => ring('sound-1'));
    await ring('cracked-1', 'sound-2', 'cracked-2', 'cracked-3');
    await eventually('three are dead', async () => (await list()).items.length === 3);
    expect(OnBellRung.heard.filter((bell) => bell.startsWith('sound'))).toContain('sound-2');

    const first = await list('?limit=2&cause=failed');
    expect(first.items.map(({ key, cause, reason }) => [key, cause, reason])).toEqual([
      ['cracked-1', 'failed', 'Error: a crack'],
      ['cracked-2', 'failed', 'Error: a crack'],
    ]);
    expect(Date.now() - Date.parse(first.items[0]!.filedAt)).toBeLessThan(60_000);
    const second = await list(`?limit=2&cause=failed&cursor=${first.next}`);
    expect([second.items.map(({ key }) => key), second.next]).toEqual([['cracked-3'], null]);
    expect((await list('?cause=refused')).items).toEqual([]);
    expect((await list('?reaction=OnSomethingElse')).items).toEqual([]);

    const [one, two] = first.items;
    expect(await call('POST', `/${one!.id}/replay`, 'operations:write')).toEqual({
      status: 200,
      body: { id: one!.id, outcome: 'failed', reason: 'Error: a crack' },
    });
    expect(await call('DELETE', `/${two!.id}`, 'operations:write')).toEqual({ status: 204, body: undefined });
    cracked = false;
    const key = { 'idempotency-key': 'replay one' };
    const applied = { status: 200, body: { id: one!.id, outcome: 'applied', reason: null } };
    expect(await call('POST', `/${one!.id}/replay`, 'operations:write', key)).toEqual(applied);
    expect(await call('POST', `/${one!.id}/replay`, 'operations:write', key)).toEqual(applied);
    expect(await call('POST', '/replay', 'operations:write')).toEqual({ status: 200, body: { applied: 1, failed: 0 } });
    expect(await list()).toEqual({ items: [], next: null });
    expect(OnBellRung.heard.filter((bell) => bell.startsWith('cracked')).sort()).toEqual(['cracked-1', 'cracked-3']);
    const database = running.app.get(Database, { strict: false });
    expect(await database.query(`select count(*)::int as count from inbox`)).toEqual([{ count: 5 }]);
  });

  it.each([
    ['GET', '', 'operations:write'],
    ['POST', '/replay', 'operations:read'],
    ['POST', `/${randomUUID()}/replay`, 'operations:read'],
    ['DELETE', `/${randomUUID()}`, 'operations:read'],
  ] as const)('%s %s is refused to a caller who only has %s', async (method, path, scope) => {
    expect(await call(method, path, scope)).toMatchObject({ status: 403 });
  });

  it.each([
    ['POST', `/${randomUUID()}/replay`, 404, 'not-found'],
    ['DELETE', `/${randomUUID()}`, 404, 'not-found'],
    ['POST', '/7/replay', 400, 'validation-failed'],
    ['GET', '?cause=tired', 400, 'validation-failed'],
    ['GET', '?cursor=WyI3Il0', 400, 'validation-failed'],
  ] as const)('%s %s is answered %s', async (method, path, status, code) => {
    const answer = await call(method, path, method === 'GET' ? 'operations:read' : 'operations:write');
    expect(answer).toMatchObject({ status, body: { type: expect.stringContaining(code) } });
  });

  it('stand in the description of the API, and in readiness and metrics', async () => {
    const api = (await (await fetch(`${running.url}/openapi.json`)).json()) as { paths: Record<string, unknown> };
    expect(Object.keys(api.paths).filter((path) => path.includes('dead-letters'))).toHaveLength(4);
    const ready = (await (await fetch(`${running.url}/health/ready`)).json()) as { checks: Record<string, string> };
    expect(ready.checks).toMatchObject({ relay: 'up', consumer: 'up' });
    expect(await (await fetch(`${running.url}/metrics`)).text()).toContain('chiron_consumer_lag 0');
  });
});
