import { Injectable } from '@nestjs/common';
import type { PersonFacts } from '@chiron/review';
import { FoundConflicts, ReviewPeople } from '@chiron/review/mount';
import { Database } from '@chiron/postgres';
import { Officers } from '../domain/officers.js';
import { PeopleFacts, type Affiliation } from '../domain/people-facts.js';
import { nameOf } from '../domain/shown-name.js';

/** An affiliation as committees compare it. */
const compared = (one: Affiliation): NonNullable<PersonFacts['affiliations']>[number] => ({
  units: [one, ...one.within].map(({ organisation, unit }) => ({ id: organisation, kind: unit })),
  ...(one.since !== null && { since: one.since }),
  ...(one.until !== null && { until: one.until }),
});

/** Found from affiliations, addresses and applications made together; mentoring, works and households come later. */
@Injectable()
export class RecordedConflicts extends FoundConflicts {
  constructor(
    private readonly database: Database,
    private readonly people: PeopleFacts,
    private readonly officers: Officers,
  ) {
    super();
  }

  /** Grants are run by the institute's officers. */
  override async home(): Promise<readonly PersonFacts[]> {
    const present = await this.officers.list({ limit: 500, present: true });
    const ids = present.flatMap(({ personId, role }) => (role === 'officer' ? [personId] : []));
    return [...(await this.facts(ids)).values()];
  }

  override async facts(personIds: readonly string[]): Promise<ReadonlyMap<string, PersonFacts>> {
    const standings = await this.people.standings(personIds);
    const known = await this.people.facts(personIds);
    const ties = await this.database.query<{ person: string; other: string; until: string }>(
      `select asked.person, standing_of(theirs.person_id) as other, max(coalesce(a.submitted_at, a.changed_at))::date::text as until
         from unnest($1::uuid[]) as asked(person)
         join review_teams mine on mine.person_id in (select aliases_of(asked.person))
         join review_teams theirs on theirs.application_id = mine.application_id
         join applications a on a.id = mine.application_id and a.state <> 'draft'
        where standing_of(theirs.person_id) <> asked.person group by 1, 2`,
      [[...new Set(standings.values())]],
    );
    return new Map(
      personIds.map((id) => {
        const person = standings.get(id) ?? id;
        const facts = known.get(id);
        return [
          id,
          {
            person,
            affiliations: facts?.affiliations.map(compared) ?? [],
            emails: facts?.emails.map((address) => ({ address })) ?? [],
            coApplicants: ties
              .filter((tie) => tie.person === person)
              .map(({ other, until }) => ({ person: other, until })),
          },
        ];
      }),
    );
  }
}

/** Whoever is registered takes part, though nobody has told a name yet: then by the ORCID iD, which is public. An address is not. */
const nameless = 'Somebody whose name is not known yet';

@Injectable()
export class NamedPeople extends ReviewPeople {
  constructor(private readonly people: PeopleFacts) {
    super();
  }

  override async names(personIds: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const facts = await this.people.facts(personIds);
    const names = new Map<string, string>();
    for (const id of personIds) {
      const told = facts.get(id);
      const name = nameOf(told) ?? told?.orcid;
      if (name) names.set(id, name);
      else if (await this.people.known(id)) names.set(id, nameless);
    }
    return names;
  }
}
