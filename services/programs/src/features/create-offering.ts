import { Injectable } from '@nestjs/common';
import { coreProblems } from '@chiron/contracts/core';
import { OfferingListed } from '@chiron/contracts/programs';
import { Outbox } from '@chiron/messaging';
import { Database, violatedConstraint } from '@chiron/postgres';
import { uuidv7 } from 'uuidv7';
import {
  offeringFacts,
  refuseReversed,
  type Offering,
  type OfferingFields,
  type SourceReference,
} from '../domain/catalogue.js';
import { Sources } from '../domain/sources.js';
import { placeOffering, refuseUnknownPlaces } from './change-offering.js';
import { offeringColumns } from './get-offering.js';

export interface CreateOfferingCommand {
  readonly fields: OfferingFields;
  /** as a source names it, so that its deliveries find it */
  readonly reference: SourceReference | null;
}

@Injectable()
export class CreateOffering {
  constructor(
    private readonly database: Database,
    private readonly sources: Sources,
    private readonly outbox: Outbox,
  ) {}

  run({ fields, reference }: CreateOfferingCommand): Promise<Offering> {
    return this.database.transaction(async (tx) => {
      refuseReversed(fields.beginDate, fields.endDate, '/endDate');
      await refuseUnknownPlaces(tx, fields);
      if (reference) await this.sources.ensureLocked(reference.source);
      const id = uuidv7();
      await tx
        .run(
          `insert into offerings (id, source, sourced_id, program_id, code, title, status, begin_date, end_date, seats)
           values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
          [
            id,
            reference?.source ?? null,
            reference?.sourcedId ?? null,
            fields.programId,
            fields.code,
            fields.title,
            fields.status,
            fields.beginDate,
            fields.endDate,
            fields.seats,
          ],
        )
        .catch(taken);
      await placeOffering(tx, id, fields.termIds);
      const [offering] = await tx.query<Offering>(`select ${offeringColumns} from offerings where id = $1`, [id]);
      await this.outbox.add(tx, [{ fact: OfferingListed.of(offeringFacts(offering!)), revision: offering!.revision }]);
      return offering!;
    });
  }
}

function taken(error: unknown): never {
  if (violatedConstraint(error) !== 'offerings_of_source') throw error;
  throw coreProblems.refuse('already-exists', { kind: 'offering', field: 'sourcedId' });
}
