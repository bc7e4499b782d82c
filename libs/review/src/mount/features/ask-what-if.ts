import { Injectable } from '@nestjs/common';
import { Database } from '@chiron/postgres';
import type { ConflictKind } from '../../conflicts/conflict.js';
import { findWithElsewhere, peopleElsewhere } from '../../conflicts/home.js';
import { FoundConflicts } from '../domain/known-people.js';
import { Sight } from '../domain/sight.js';
import { mustAdminister, shownTo } from '../domain/view.js';

export interface WhatIfView {
  applicationId: string;
  number: string;
  /** empty where applicants' names do not show */
  kinds: ConflictKind[];
}

/** Before anybody is invited: which applications that person could not see. */
@Injectable()
export class AskWhatIf {
  constructor(
    private readonly database: Database,
    private readonly sight: Sight,
    private readonly known: FoundConflicts,
  ) {}

  async run(query: { committeeId: string; personId: string; by: string }): Promise<WhatIfView[]> {
    const view = await this.sight.in(query.committeeId, query.by);
    mustAdminister(view);
    const { sql, params } = this.sight.seen(view);
    const seen = await this.database.query<{ id: string; number: string; team: string[] }>(
      `select s.application_id as id, s.number,
              array(select person_id from review_teams t where t.application_id = s.application_id) as team
         from ${sql} s order by s.number, s.application_id`,
      [...params],
    );
    const facts = await this.known.facts([...new Set([query.personId, ...seen.flatMap(({ team }) => team)])]);
    const of = (id: string) => facts.get(id) ?? { person: id };
    const applications = seen.map(({ id, team }) => ({ application: id, team: team.map(of) }));
    const { settings, today } = view.round;
    const { conflictRules: rules, conflictsElsewhere } = settings;
    const elsewhere = conflictsElsewhere && {
      people: peopleElsewhere(facts.values(), await this.known.home(view.round.id)),
      rules: conflictsElsewhere,
    };
    const guest = of(query.personId);
    const found = new Map(
      applications.map((one) => [
        one.application,
        findWithElsewhere(guest, one, { rules, elsewhere: elsewhere ?? null }, today).map(({ kind }) => kind),
      ]),
    );
    const stored = await this.stored(query.personId, seen.map(({ id }) => id), today); // prettier-ignore
    // of which kind it is would tell who applies: the applicant’s own is another than a colleague’s
    const names = shownTo(view).applicantNames;
    return seen.flatMap(({ id, number }) => {
      const known = stored.filter(({ application }) => application === id);
      const waived = new Set(known.filter(({ state }) => state === 'waived').map(({ kind }) => kind));
      const kinds = new Set([
        ...(found.get(id) ?? []).filter((kind) => !waived.has(kind)),
        ...known.filter(({ state }) => state !== 'waived').map(({ kind }) => kind),
      ]);
      return kinds.size > 0 ? [{ applicationId: id, number, kinds: names ? [...kinds].sort() : [] }] : [];
    });
  }

  /** What is declared or decided of this person already. */
  private stored(
    personId: string,
    applicationIds: readonly string[],
    today: string,
  ): Promise<{ application: string; kind: ConflictKind; state: string }[]> {
    return this.database.query(
      `select application_id as application, kind, state from review_conflicts
        where person_id = any(review_same($1)) and application_id = any($2)
          and (since is null or since <= $3::date) and (until is null or $3::date <= until)`,
      [personId, applicationIds, today],
    );
  }
}
