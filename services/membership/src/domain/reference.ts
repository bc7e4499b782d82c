import type { Instant, IsoDate } from '@chiron/contracts/core';

/** How a source names a person. Source `chiron` is the platform itself: its `sourcedId` is a person's id. */
export interface Reference {
  readonly source: string;
  readonly sourcedId: string;
}

export const keyOf = ({ source, sourcedId }: Reference): string => `${source}/${sourcedId}`;

/** The other way round: a source's name has no slash, an id of its own may. */
export function referenceOf(key: string): Reference {
  const slash = key.indexOf('/');
  return { source: key.slice(0, slash), sourcedId: key.slice(slash + 1) };
}

export interface Organisation {
  readonly organisation: string;
  readonly organisationName?: string;
  readonly organisationType?: string;
}

export interface Affiliation extends Organisation {
  /** what the organisation lies within, the nearest first, as far as the source said */
  readonly within?: readonly Organisation[];
  readonly position?: string;
  readonly primary?: boolean;
  readonly beginDate?: IsoDate;
  readonly endDate?: IsoDate;
}

/** All that a source says of one of its people at present; what is absent it does not say. */
export interface Saying extends Reference {
  readonly givenName?: string;
  readonly middleName?: string;
  readonly familyName?: string;
  readonly preferredGivenName?: string;
  readonly preferredFamilyName?: string;
  readonly pronouns?: string;
  readonly email?: string;
  /** whether the source is the one to say whose an address of this domain is */
  readonly emailAuthoritative: boolean;
  readonly orcid?: string;
  readonly privacyHold?: boolean;
  readonly affiliations?: readonly Affiliation[];
}

/** A saying as it arrived: `revision` orders those of one reference, `at` is when it was said. */
export interface Described {
  readonly said: Saying;
  readonly revision: number;
  readonly at: Instant;
}

/** A reference as it stands. A bare one that staff linked has `revision` 0; one without a person means nobody. */
export interface Identifier extends Reference {
  readonly personId: string | null;
  /** of what its source said */
  readonly revision: number;
  /** how often it came to mean a person, or nobody; orders what is told of it */
  readonly resolution: number;
  readonly email: string | null;
  readonly orcid: string | null;
  readonly privacyHold: boolean | null;
}
