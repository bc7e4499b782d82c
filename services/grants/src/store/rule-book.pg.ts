import { Injectable } from '@nestjs/common';
import { coreProblems } from '@chiron/contracts/core';
import { Database } from '@chiron/postgres';
import { usualRules, type ApplicationRules } from '../domain/application-rules.js';
import type { Call } from '../domain/call.js';
import { RuleBook } from '../domain/call-terms.js';
import { Calls } from '../domain/calls.js';

interface Row {
  readonly rules: ApplicationRules;
  readonly revision: number;
}

@Injectable()
export class PgRuleBook extends RuleBook {
  constructor(
    private readonly database: Database,
    private readonly calls: Calls,
  ) {
    super();
  }

  override async of(callId: string): Promise<Row> {
    const [row] = await this.database.query<Row>(
      'select rules, revision from call_application_rules where call_id = $1',
      [callId],
    );
    return row ? { ...row, rules: complete(row.rules) } : { rules: usualRules, revision: 0 };
  }

  override change(
    callId: string,
    decide: (call: Call, present: ApplicationRules) => ApplicationRules,
    match: (revision: number) => void,
  ): Promise<Row> {
    return this.database.transaction(async (tx) => {
      // The call's row is the lock: a call is not published while its rules change.
      await tx.query('select from calls where id = $1 for update', [callId]);
      const kept = await this.calls.find(callId);
      if (!kept) throw coreProblems.refuse('not-found', { kind: 'call', id: callId });
      const present = await this.of(callId);
      match(present.revision);
      const rules = decide(kept.call, present.rules);
      const revision = present.revision + 1;
      await tx.run(
        `insert into call_application_rules (call_id, rules, revision) values ($1, $2, $3)
         on conflict (call_id) do update set rules = excluded.rules, revision = excluded.revision`,
        [callId, JSON.stringify(rules), revision],
      );
      return { rules, revision };
    });
  }
}

/** Rules kept before a new one came have its usual value. */
const complete = (kept: ApplicationRules): ApplicationRules => ({
  ...usualRules,
  ...kept,
  references: { ...usualRules.references, ...kept.references },
});
