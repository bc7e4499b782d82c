import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Gateway1795330800000 implements MigrationInterface {
  readonly name = 'Gateway1795330800000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`create table clients (
      id text primary key,
      name text not null,
      secret_hash bytea not null check (length(secret_hash) = 32),
      scopes text[] not null,
      sources text[] not null,
      revision int not null,
      created_at timestamptz not null,
      changed_at timestamptz not null,
      secret_changed_at timestamptz not null,
      revoked_at timestamptz
    )`);
    await runner.query('create index clients_revoked on clients (revoked_at) where revoked_at is not null');
    await runner.query(`create table signing_keys (
      kid text primary key,
      public_jwk jsonb not null,
      sealed_private_jwk bytea not null,
      signs_from timestamptz not null,
      created_at timestamptz not null default now()
    )`);
    await runner.query(`create table audit (
      id uuid primary key,
      at timestamptz not null default now(),
      action text not null,
      client_id text not null,
      subject text not null,
      target text not null,
      details jsonb not null
    )`);
    await runner.query('create index audit_by_target on audit (target, id desc)');
    await runner.query('create index audit_by_client on audit (client_id, id desc)');
    await runner.query('create index audit_by_action on audit (action, id desc)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table audit, signing_keys, clients');
  }
}
