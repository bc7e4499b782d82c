/** The services that run committees; a person's review capacity is allotted to them. */
export const committeeServices = ['grants', 'membership', 'programs', 'recognition'] as const;
export type CommitteeService = (typeof committeeServices)[number];

/** More reviews than this nobody takes on in a season. */
export const mostReviews = 1_000;

/** A season is a year, as text: committees of calls of one year share a person's capacity. */
export const seasonPattern = /^(20\d\d|21\d\d|2200)$/;
