/** Kinds of units from the narrowest to the widest, as the review library's: a region holds institutions and is none. */
const unitKinds = ['team', 'division', 'department', 'school', 'institution', 'region'] as const;
export type UnitKind = (typeof unitKinds)[number];

/** An organisation somebody belongs to, or one that it lies within. */
export interface Unit {
  /** `source/organisation`: one organisation under one source's id; another source's is another organisation */
  readonly organisation: string;
  readonly name: string;
  readonly unit: UnitKind;
}

/** An organisation as its source tells it. */
export interface OrganisationTold {
  readonly organisation: string;
  readonly organisationName?: string;
  readonly organisationType?: string;
}

// OneRoster's words (department, school, local and district for what schools lie in, state, national), and those that
// sources send beside them.
const words: readonly [RegExp, UnitKind][] = [
  [/^(state|national|nation|region|province|country)$/i, 'region'],
  [/team|group|lab/i, 'team'],
  [/division|section/i, 'division'],
  [/department|dept|faculty/i, 'department'],
  [/school|college/i, 'school'],
  [/^(local|district|institution|institute|university|hospital)$/i, 'institution'],
];

/**
 * The kinds of an organisation and of those that it lies within, the nearest first. A type that says nothing is one kind
 * narrower than what it lies within, and an institution where nothing is known of that; no organisation is of a wider kind
 * than what it lies within, whatever its type says.
 */
export function unitsOf(source: string, chain: readonly OrganisationTold[]): Unit[] {
  const units: Unit[] = [];
  let around: UnitKind | undefined;
  for (const { organisation, organisationName, organisationType } of chain.toReversed()) {
    const unit = kindOf(organisationType, around);
    units.unshift({ organisation: `${source}/${organisation}`, name: organisationName ?? organisation, unit });
    around = unit;
  }
  return units;
}

function kindOf(type: string | undefined, around: UnitKind | undefined): UnitKind {
  const said = words.find(([word]) => word.test(type?.trim() ?? ''))?.[1];
  if (around === undefined) return said ?? 'institution';
  const widest = unitKinds.indexOf(around);
  return said ? unitKinds[Math.min(unitKinds.indexOf(said), widest)]! : unitKinds[Math.max(0, widest - 1)]!;
}

/** The institution that an affiliation is with or lies within; a school stands for one of which nothing is told. */
export function institutionOf(one: Unit & { readonly within: readonly Unit[] }): Unit | undefined {
  const units = [one, ...one.within];
  return units.find(({ unit }) => unit === 'institution') ?? units.findLast(({ unit }) => unit === 'school');
}
