import { Injectable } from '@nestjs/common';
import { Clock } from '@chiron/contracts/core';
import { Database } from '@chiron/postgres';
import { levelOn, PeopleFacts, type Affiliation, type PersonFacts, type PersonName } from '../domain/people-facts.js';
import { unitsOf, type OrganisationTold } from '../domain/units.js';

/** What is held of one description: as the topic tells it, but for what nobody here needs. */
interface Told {
  readonly givenName?: string;
  readonly middleName?: string;
  readonly familyName?: string;
  readonly preferredGivenName?: string;
  readonly preferredFamilyName?: string;
  readonly email?: string;
  readonly orcid?: string;
  readonly affiliations?: readonly (OrganisationTold & {
    readonly within?: readonly OrganisationTold[];
    readonly position?: string;
    readonly primary?: boolean;
    readonly beginDate?: string;
    readonly endDate?: string;
  })[];
}
interface Row {
  readonly asked: string;
  readonly key: string | null;
  readonly told: Told | null;
}

@Injectable()
export class PgPeopleFacts extends PeopleFacts {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {
    super();
  }

  override async standing(personId: string): Promise<string> {
    return (await this.standings([personId])).get(personId)!;
  }

  override async standings(personIds: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const rows = await this.database.query<{ asked: string; standing: string }>(
      'select asked, standing_of(asked) as standing from unnest($1::uuid[]) as asked',
      [[...new Set(personIds)]],
    );
    return new Map(rows.map(({ asked, standing }) => [asked, standing]));
  }

  override async known(personId: string): Promise<boolean> {
    const [row] = await this.database.query<{ known: boolean }>(
      `select exists (select from person_aliases where person_id = $1)
           or exists (select from references_told where person_id = $1) as known`,
      [personId],
    );
    return row!.known;
  }

  override async facts(personIds: readonly string[]): Promise<ReadonlyMap<string, PersonFacts>> {
    const rows = await this.database.query<Row>(
      `select asked, p.key, p.told
         from unnest($1::uuid[]) as asked
         left join lateral (
           select p.key, p.told from aliases_of(asked) as person (id)
             join references_told r on r.person_id = person.id
             join people_told p on p.key = r.key
         ) p on true
        order by asked, p.key`,
      [[...new Set(personIds)]],
    );
    const today = this.clock.today();
    const all = new Map<string, Row[]>();
    for (const row of rows) all.set(row.asked, [...(all.get(row.asked) ?? []), row]);
    return new Map([...all].map(([asked, told]) => [asked, factsOf(asked, told, today)]));
  }
}

function factsOf(personId: string, rows: readonly Row[], today: string): PersonFacts {
  const names = new Map<string, PersonName>();
  const emails = new Set<string>();
  const affiliations: Affiliation[] = [];
  let orcid: string | null = null;
  for (const { key, told } of rows) {
    if (!told || key === null) continue;
    const source = key.slice(0, key.indexOf('/'));
    for (const name of namesIn(told)) names.set(JSON.stringify(name), name);
    if (told.email) emails.add(told.email.toLowerCase());
    orcid ??= told.orcid ?? null;
    affiliations.push(...affiliationsIn(told, source));
  }
  return {
    personId,
    names: [...names.values()],
    emails: [...emails],
    orcid,
    affiliations,
    level: levelOn(affiliations, today),
  };
}

/** The name as it is written, and the one the person prefers where that differs. */
function namesIn(told: Told): PersonName[] {
  const { givenName: given = null, middleName: middle = null, familyName: family = null } = told;
  const written = (given ?? middle ?? family) ? [{ given, middle, family }] : [];
  if (!told.preferredGivenName && !told.preferredFamilyName) return written;
  return [
    ...written,
    { given: told.preferredGivenName ?? given, middle: null, family: told.preferredFamilyName ?? family },
  ];
}

const affiliationsIn = (told: Told, source: string): Affiliation[] =>
  (told.affiliations ?? []).map((one) => {
    const [unit, ...within] = unitsOf(source, [one, ...(one.within ?? [])]);
    return {
      ...unit!,
      within,
      position: one.position ?? null,
      primary: one.primary ?? false,
      since: one.beginDate ?? null,
      until: one.endDate ?? null,
    };
  });
