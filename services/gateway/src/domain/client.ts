import { scopes, type Instant, type Scope } from '@chiron/contracts/core';
import { gatewayProblems } from '@chiron/contracts/gateway';
import type { AuditAction } from './audit.js';

/** A system that may ask for tokens. Its secret is never part of it. */
export interface Client {
  readonly id: string;
  readonly name: string;
  readonly scopes: readonly Scope[];
  /** names of the sources it may post to; `*` stands for all */
  readonly sources: readonly string[];
  readonly revision: number;
  readonly createdAt: Instant;
  readonly changedAt: Instant;
  readonly secretChangedAt: Instant;
  readonly revokedAt: Instant | null;
}

/** What somebody may do, and so at most give to others. */
export interface Powers {
  readonly scopes: Iterable<Scope>;
  readonly sources: readonly string[];
}

/** What a decision about a client does. */
export interface ClientDecision {
  readonly next: Client;
  readonly action: AuditAction;
}

/** Every scope that a client can have: all but `self`, which stands for a person. */
export const clientScopes: readonly Scope[] = (Object.keys(scopes) as Scope[]).filter((scope) => scope !== 'self');

/** Which of `asked` the holder of `own` lacks: scope names, and `source x`. */
function beyond(own: Powers, asked: Powers): string[] {
  const held = new Set(own.scopes);
  const all = own.sources.includes('*');
  return [
    ...[...asked.scopes].filter((scope) => !held.has(scope)),
    ...asked.sources.filter((source) => !all && !own.sources.includes(source)).map((source) => `source ${source}`),
  ];
}

/** Nobody grants what they lack themselves; nobody grants `self`. */
export function mayGrant(own: Powers, asked: Powers): void {
  const names = beyond({ scopes: [...own.scopes].filter((scope) => scope !== 'self'), sources: own.sources }, asked);
  if (names.length > 0) throw gatewayProblems.refuse('scope-not-grantable', { names: names.join(', ') });
}

/** Who could rotate the secret of a stronger client would become it: only one with all its powers may touch it. */
function mayTouch(own: Powers, client: Client): void {
  const names = beyond(own, client);
  if (names.length > 0) throw gatewayProblems.refuse('client-out-of-reach', { names: names.join(', ') });
}

function mustLive(client: Client): void {
  if (client.revokedAt !== null) throw gatewayProblems.refuse('client-revoked');
}

export interface ClientWish {
  readonly name?: string;
  readonly scopes?: readonly Scope[];
  readonly sources?: readonly string[];
}

const distinct = <T>(values: readonly T[]): T[] => [...new Set(values)].sort();

export function register(wish: Required<ClientWish>, id: string, by: Powers, at: Instant): Client {
  mayGrant(by, wish);
  return {
    id,
    name: wish.name,
    scopes: distinct(wish.scopes),
    sources: distinct(wish.sources),
    revision: 1,
    createdAt: at,
    changedAt: at,
    secretChangedAt: at,
    revokedAt: null,
  };
}

export function change(client: Client, wish: ClientWish, by: Powers, at: Instant): ClientDecision {
  mustLive(client);
  mayTouch(by, client);
  const next = {
    ...client,
    name: wish.name ?? client.name,
    scopes: distinct(wish.scopes ?? client.scopes),
    sources: distinct(wish.sources ?? client.sources),
    revision: client.revision + 1,
    changedAt: at,
  };
  mayGrant(by, next);
  return { next, action: 'client.changed' };
}

export function rotateSecret(client: Client, by: Powers, at: Instant): ClientDecision {
  mustLive(client);
  mayTouch(by, client);
  const next = { ...client, revision: client.revision + 1, changedAt: at, secretChangedAt: at };
  return { next, action: 'client.secret-rotated' };
}

/** Revoking is for ever; revoking again changes nothing. */
export function revoke(client: Client, by: Powers, at: Instant): ClientDecision {
  mayTouch(by, client);
  const next = client.revokedAt ? client : { ...client, revision: client.revision + 1, changedAt: at, revokedAt: at };
  return { next, action: 'client.revoked' };
}

/**
 * The administrator client that the configuration names: all scopes, all sources. A revoked one lives again only with
 * another secret, so that a secret that was revoked stays dead.
 */
export function administrator(id: string, present: Client | undefined, sameSecret: boolean, at: Instant): Client {
  const made = register(
    { name: 'Administrator', scopes: clientScopes, sources: ['*'] },
    id,
    { scopes: clientScopes, sources: ['*'] },
    at,
  );
  if (!present) return made;
  const whole = present.scopes.length === made.scopes.length && present.sources.includes('*');
  if (whole && sameSecret) return present;
  return {
    ...present,
    scopes: made.scopes,
    sources: made.sources,
    revision: present.revision + 1,
    changedAt: at,
    secretChangedAt: sameSecret ? present.secretChangedAt : at,
    revokedAt: sameSecret ? present.revokedAt : null,
  };
}
