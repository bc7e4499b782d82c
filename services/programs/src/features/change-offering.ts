import { Injectable } from '@nestjs/common';
import { Clock, coreProblems } from '@chiron/contracts/core';
import { OfferingListed } from '@chiron/contracts/programs';
import { Outbox } from '@chiron/messaging';
import { Database, type Tx } from '@chiron/postgres';
import {
  changed,
  offeringFacts,
  refuseReversed,
  sameFacts,
  type Offering,
  type OfferingFields,
} from '../domain/catalogue.js';
import type { Hand } from '../domain/enrollments.js';
import { handChangesAfter } from '../domain/hand-changes.js';
import { Sources } from '../domain/sources.js';
import { offeringColumns } from './get-offering.js';

export interface ChangeOfferingCommand {
  readonly id: string;
  /** what is absent stays */
  readonly change: Partial<OfferingFields>;
  /** who changes it; refuses unless they saw its revision */
  readonly hand: Pick<Hand, 'by' | 'match'>;
}

/** Of a source's offering what the source said stays beside what the hand wrote, and the source's policy decides between them. */
@Injectable()
export class ChangeOffering {
  constructor(
    private readonly database: Database,
    private readonly sources: Sources,
    private readonly clock: Clock,
    private readonly outbox: Outbox,
  ) {}

  run({ id, change, hand }: ChangeOfferingCommand): Promise<Offering> {
    return this.database.transaction(async (tx) => {
      const [found] = await tx.query<{ source: string | null }>('select source from offerings where id = $1', [id]);
      if (!found) throw coreProblems.refuse('not-found', { kind: 'offering', id });
      if (found.source !== null) await this.sources.lock(found.source);
      const read = `select ${offeringColumns} from offerings where id = $1`;
      // The lock first, in a statement of its own: the terms of a row are read as they stand once it is held.
      await tx.run('select 1 from offerings where id = $1 for update', [id]);
      const [present] = await tx.query<Offering>(read, [id]);
      hand.match(present!.revision);
      const next = changed<Offering>(present!, change);
      if (!next) return present!;
      const hands = handChangesAfter('offering', present!, next, { by: hand.by, at: this.clock.now() });
      refuseReversed(next.beginDate, next.endDate, change.endDate === undefined ? '/beginDate' : '/endDate');
      await refuseUnknownPlaces(tx, change);
      await tx.run(
        `update offerings set program_id = $2, code = $3, title = $4, status = $5, begin_date = $6, end_date = $7,
           seats = $8, hand_changes = $9, revision = revision + 1, changed_at = now() where id = $1`,
        [id, next.programId, next.code, next.title, next.status, next.beginDate, next.endDate, next.seats, hands],
      );
      await placeOffering(tx, id, next.termIds);
      const [saved] = await tx.query<Offering>(read, [id]);
      if (!sameFacts(offeringFacts(present!), offeringFacts(saved!))) {
        await this.outbox.add(tx, [{ fact: OfferingListed.of(offeringFacts(saved!)), revision: saved!.revision }]);
      }
      return saved!;
    });
  }
}

/** Refuses a program or term that is not in the catalogue, naming the field. */
export async function refuseUnknownPlaces(
  tx: Tx,
  { programId, termIds }: { readonly programId?: string | null; readonly termIds?: readonly string[] },
): Promise<void> {
  const [known] = await tx.query<{ program: boolean; terms: string[] }>(
    `select $1::uuid is null or exists(select from programs where id = $1) as program,
       array(select id from terms where id = any($2::uuid[])) as terms`,
    [programId ?? null, termIds ?? []],
  );
  const detail = 'is not in the catalogue';
  const errors = (termIds ?? []).flatMap((id, at) =>
    known!.terms.includes(id) ? [] : [{ pointer: `/termIds/${at}`, detail }],
  );
  if (!known!.program) errors.unshift({ pointer: '/programId', detail });
  if (errors.length > 0) throw coreProblems.refuse('validation-failed', {}, errors);
}

/** Puts the offering into these terms and no other. */
export async function placeOffering(tx: Tx, id: string, termIds: readonly string[]): Promise<void> {
  await tx.run('delete from offering_terms where offering_id = $1 and term_id <> all($2::uuid[])', [id, termIds]);
  await tx.run(
    `insert into offering_terms (offering_id, term_id) select $1, term from unnest($2::uuid[]) as term
     on conflict do nothing`,
    [id, termIds],
  );
}
