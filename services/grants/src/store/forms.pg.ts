import { Injectable } from '@nestjs/common';
import { coreProblems } from '@chiron/contracts/core';
import { FormPublished, grantsProblems } from '@chiron/contracts/grants';
import { Outbox } from '@chiron/messaging';
import { Database, type Tx } from '@chiron/postgres';
import type { Call, CallStage } from '../domain/call.js';
import type { Form } from '../domain/form.js';
import { Forms, refuseOtherCurrency, type FormVersion } from '../domain/forms.js';
import { lockCall, turnCall } from './calls.pg.js';

interface Row {
  call_id: string;
  stage: CallStage;
  version: number;
  form: Form;
  published_at: Date | null;
  revision: number;
}
const columns = 'call_id, stage, version, form, published_at, revision';
const versionOf = (row: Row): FormVersion => ({
  callId: row.call_id,
  stage: row.stage,
  version: row.version,
  form: row.form,
  publishedAt: row.published_at?.toISOString() ?? null,
  revision: row.revision,
});

@Injectable()
export class PgForms extends Forms {
  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
  ) {
    super();
  }

  override async published(callId: string, stage: CallStage, version?: number): Promise<FormVersion | undefined> {
    const [row] = await this.database.query<Row>(
      `select ${columns} from call_forms
        where call_id = $1 and stage = $2 and published_at is not null and ($3::int is null or version = $3)
        order by version desc limit 1`,
      [callId, stage, version ?? null],
    );
    return row && versionOf(row);
  }

  override async draft(callId: string, stage: CallStage): Promise<FormVersion | undefined> {
    const [row] = await this.database.query<Row>(
      `select ${columns} from call_forms where call_id = $1 and stage = $2 and published_at is null`,
      [callId, stage],
    );
    return row && versionOf(row);
  }

  override keep(callId: string, stage: CallStage, form: Form, match: (revision: number) => void): Promise<FormVersion> {
    return this.database.transaction(async (tx) => {
      await this.mayChange(tx, callId, stage);
      const [last] = await tx.query<Row>(
        `select ${columns} from call_forms where call_id = $1 and stage = $2 order by version desc limit 1`,
        [callId, stage],
      );
      const draft = last?.published_at === null ? last : undefined;
      match(draft?.revision ?? 0);
      const version = draft?.version ?? (last?.version ?? 0) + 1;
      const [row] = await tx.query<Row>(
        `insert into call_forms (call_id, stage, version, form, revision) values ($1, $2, $3, $4, 1)
         on conflict (call_id, stage, version) do update set form = excluded.form, revision = call_forms.revision + 1
         returning ${columns}`,
        [callId, stage, version, JSON.stringify(form)],
      );
      return versionOf(row!);
    });
  }

  override publish(
    callId: string,
    stage: CallStage,
    now: string,
    match: (revision: number) => void,
  ): Promise<FormVersion> {
    return this.database.transaction(async (tx) => {
      const { award } = await this.mayChange(tx, callId, stage);
      const [draft] = await tx.query<Row>(
        `select ${columns} from call_forms where call_id = $1 and stage = $2 order by version desc limit 1`,
        [callId, stage],
      );
      if (!draft || draft.published_at !== null)
        throw grantsProblems.refuse('form-published', { version: draft?.version ?? 0 });
      match(draft.revision);
      refuseOtherCurrency(draft.form, award.currency);
      const [row] = await tx.query<Row>(
        `update call_forms set published_at = $4, revision = revision + 1
          where call_id = $1 and stage = $2 and version = $3 returning ${columns}`,
        [callId, stage, draft.version, now],
      );
      const fact = FormPublished.of({ callId, stage, version: draft.version });
      await this.outbox.add(tx, [{ fact, revision: await turnCall(tx, callId) }]);
      return versionOf(row!);
    });
  }

  private async mayChange(tx: Tx, callId: string, stage: CallStage): Promise<Call> {
    const { call } = await lockCall(tx, callId);
    if (!call.stages.some((one) => one.stage === stage))
      throw coreProblems.refuse('not-found', { kind: 'stage', id: stage });
    if (call.state === 'closed') throw grantsProblems.refuse('call-over');
    return call;
  }
}
