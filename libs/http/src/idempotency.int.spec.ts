import { Body, Controller, Headers, HttpCode, Module, Post, Query, Res } from '@nestjs/common';
import { coreProblems } from '@chiron/contracts/core';
import { Database, PostgresModule } from '@chiron/postgres';
import { identity, postgres, type Identity, type TestDatabase } from '@chiron/testing';
import { IsOptional, IsString } from 'class-validator';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { Permit } from './access.js';
import { Idempotent, dropOldKeys, httpMigrations } from './idempotency.js';
import { serve, type RunningService } from './serve.js';

class Seat {
  @IsString() who: string;
  @IsOptional() @IsString() fail?: string;
}

@Controller('seats')
class Seats {
  constructor(private readonly database: Database) {}

  @Post()
  @HttpCode(201)
  @Idempotent()
  @Permit('enrollments:write')
  async take(
    @Body() { who, fail }: Seat,
    @Res({ passthrough: true }) reply: { header(n: string, v: string): void },
    @Headers('x-wait') wait?: string,
    @Query('room') room?: string,
  ) {
    const [seat] = await this.database.transaction(async (tx) => {
      const rows = await tx.query<{ id: number }>('insert into seats (who) values ($1) returning id', [who]);
      if (wait) await tx.query('select pg_sleep($1)', [Number(wait)]);
      return rows;
    });
    if (fail === 'refused') throw coreProblems.refuse('conflict');
    if (fail === 'broken') throw new Error('broken');
    reply.header('location', `/seats/${seat!.id}`);
    reply.header('etag', '"1"');
    return { id: seat!.id, who, room };
  }

  @Post('secret')
  @HttpCode(201)
  @Idempotent(['secret'])
  @Permit('enrollments:write')
  secret() {
    return { id: 1, secret: 'shown once' };
  }

  @Post('plain')
  @HttpCode(204)
  @Idempotent()
  @Permit('enrollments:write')
  async nothing() {
    await this.database.query("insert into seats (who) values ('nobody')");
  }
}

class SeatsTable1 implements MigrationInterface {
  readonly name = 'SeatsTable1700000000000';
  async up(runner: QueryRunner) {
    await runner.query('create table seats (id int generated always as identity primary key, who text not null)');
  }
  async down() {}
}

describe('a call with an Idempotency-Key', () => {
  let database: TestDatabase;
  let issuer: Identity;
  let service: RunningService;
  let tokens: Record<'sis' | 'lms', string>;

  beforeAll(async () => {
    [database, issuer] = await Promise.all([postgres(), identity()]);
    const parts = PostgresModule.forRoot({
      url: database.url,
      applicationName: 'seats',
      entities: [],
      migrations: [SeatsTable1, ...httpMigrations],
    });
    @Module({ imports: [parts], controllers: [Seats] })
    class App {}
    service = await serve({
      name: 'seats',
      module: App,
      env: { LOG_LEVEL: 'silent', CHIRON_PUBLIC_URL: issuer.issuer, CHIRON_JWKS_URL: issuer.jwksUrl },
    });
    const token = (clientId: string) => issuer.token({ clientId, scopes: ['enrollments:write'] });
    tokens = { sis: await token('sis'), lms: await token('lms') };
  });
  afterAll(async () => {
    await service?.close();
    await Promise.all([database?.drop(), issuer?.close()]);
  });

  const post = async (
    key: string | undefined,
    body: object,
    { by = tokens.sis, query = '', wait = '', path = '/seats' } = {},
  ) => {
    const response = await fetch(`${service.url}${path}${query}`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${by}`,
        'content-type': 'application/json',
        ...(key !== undefined && { 'idempotency-key': key }),
        ...(wait && { 'x-wait': wait }),
      },
      body: JSON.stringify(body),
    });
    const text = await response.text();
    const { headers } = response;
    return {
      status: response.status,
      location: headers.get('location'),
      etag: headers.get('etag'),
      replayed: headers.get('idempotency-replayed'),
      body: text ? (JSON.parse(text) as Record<string, unknown>) : undefined,
    };
  };
  const seats = async (who: string) =>
    (await service.app.get(Database).query('select 1 from seats where who = $1', [who])).length;

  it('is done once, and its repeat gets the same status, headers and body', async () => {
    const first = await post('k1', { who: 'ada' });
    const again = await post('k1', { who: 'ada' });
    expect(first).toMatchObject({ status: 201, etag: '"1"', replayed: null });
    expect(again).toEqual({ ...first, replayed: 'true' });
    expect(await seats('ada')).toBe(1);
  });
  it('without the header is done each time', async () => {
    await post(undefined, { who: 'bob' });
    await post(undefined, { who: 'bob' });
    expect(await seats('bob')).toBe(2);
  });
  it('repeats an empty answer too', async () => {
    expect(await post('k2', {}, { path: '/seats/plain' })).toMatchObject({ status: 204, body: undefined });
    expect(await post('k2', {}, { path: '/seats/plain' })).toMatchObject({
      status: 204,
      body: undefined,
      replayed: 'true',
    });
    expect(await seats('nobody')).toBe(1);
  });
  it('repeats an answer without the secret that was shown once', async () => {
    expect((await post('k2s', {}, { path: '/seats/secret' })).body).toEqual({ id: 1, secret: 'shown once' });
    expect((await post('k2s', {}, { path: '/seats/secret' })).body).toEqual({ id: 1 });
    const [kept] = await service.app
      .get(Database)
      .query<{ body: string }>("select body from idempotency_keys where key = 'k2s'");
    expect(kept?.body).not.toContain('shown once');
  });
  it('with another body or another query is refused', async () => {
    await post('k3', { who: 'cy' });
    expect((await post('k3', { who: 'dee' })).body).toMatchObject({
      status: 422,
      type: '/problems#idempotency-key-reused',
    });
    expect((await post('k3', { who: 'cy' }, { query: '?room=2' })).status).toBe(422);
    expect(await seats('dee')).toBe(0);
  });
  it('belongs to one client: the same key of another is another call', async () => {
    await post('k4', { who: 'eve' });
    expect(await post('k4', { who: 'flo' }, { by: tokens.lms })).toMatchObject({ status: 201, replayed: null });
  });
  it.each(['refused', 'broken'])('that was %s leaves nothing, and its repeat is done', async (fail) => {
    expect((await post(`k5${fail}`, { who: fail, fail })).status).toBeGreaterThanOrEqual(409);
    expect(await seats(fail)).toBe(0);
    expect(await post(`k5${fail}`, { who: fail })).toMatchObject({ status: 201, replayed: null });
  });
  it('sent ten times at once is done once', async () => {
    const answers = await Promise.all(Array.from({ length: 10 }, () => post('k6', { who: 'gus' }, { wait: '0.2' })));
    expect(new Set(answers.map(({ status, location }) => `${status} ${location}`)).size).toBe(1);
    expect(answers.filter(({ replayed }) => replayed === null)).toHaveLength(1);
    expect(await seats('gus')).toBe(1);
  });
  it('may have 255 characters, not 256', async () => {
    expect((await post('k'.repeat(255), { who: 'hal' })).status).toBe(201);
    expect((await post('k'.repeat(256), { who: 'hal' })).body).toMatchObject({
      status: 400,
      errors: [{ pointer: 'header:Idempotency-Key' }],
    });
  });
  it('is forgotten after 7 days, not before', async () => {
    const db = service.app.get(Database);
    for (const [key, age] of [
      ['k7', '6 days 23 hours'],
      ['k8', '7 days 1 minute'],
    ] as const) {
      await post(key, { who: key });
      await db.query('update idempotency_keys set created_at = now() - $1::interval where key = $2', [age, key]);
      await post(key, { who: key });
    }
    expect([await seats('k7'), await seats('k8')]).toEqual([1, 2]);
    await db.query("update idempotency_keys set created_at = now() - interval '8 days' where key = 'k8'");
    expect(await dropOldKeys(db)).toBe(1);
  });
});
