/** What a data set can speak of, in the order in which an archive's lines are handed on. */
export const lineKinds = ['org', 'term', 'program', 'offering', 'person', 'affiliation', 'enrollment'] as const;
export type LineKind = (typeof lineKinds)[number];

/**
 * The names of a line's values, in order; the value of `columns[kind][i]` stands at `line[3 + i]`. `modified` is
 * `dateLastModified`. Lists (`orgs`, `terms`) are joined by commas without spaces. `primary` and `privacyHold` are
 * `'true'`, `'false'` or null. The last four of an enrollment are what NDJSON and `text/csv` say of the person in the
 * same row; they are null for OneRoster, which describes people in lines of their own.
 */
export const columns = {
  org: ['sourcedId', 'status', 'modified', 'name', 'type', 'identifier', 'parent'],
  term: ['sourcedId', 'status', 'modified', 'title', 'type', 'beginDate', 'endDate', 'parent'],
  program: ['sourcedId', 'status', 'modified', 'title', 'code'],
  offering: ['sourcedId', 'status', 'modified', 'title', 'code', 'program', 'terms', 'school'],
  person: [
    'sourcedId',
    'status',
    'modified',
    'givenName',
    'middleName',
    'familyName',
    'preferredGivenName',
    'preferredFamilyName',
    'pronouns',
    'email',
    'orcid',
    'orgs',
    'privacyHold',
  ],
  affiliation: ['sourcedId', 'status', 'modified', 'person', 'org', 'role', 'primary', 'beginDate', 'endDate'],
  enrollment: [
    'sourcedId',
    'status',
    'modified',
    'offering',
    'offeringTitle',
    'person',
    'role',
    'beginDate',
    'endDate',
    'personGivenName',
    'personFamilyName',
    'personEmail',
    'personOrcid',
  ],
} as const satisfies Record<LineKind, readonly string[]>;

const ids = new Set(['sourcedId', 'offering', 'person', 'program', 'org', 'parent', 'school']);

/** The most characters a value may have: ids stand in indexes, everything else in rows and events. */
export const longestValue = (column: string): number => (ids.has(column) ? 255 : 4_000);
