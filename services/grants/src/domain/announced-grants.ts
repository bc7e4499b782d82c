import type { IsoDate } from '@chiron/contracts/core';
import { holdsOn, type Affiliation } from './people-facts.js';
import { institutionOf } from './units.js';

/** A grant as everybody may know it, from its announcement on. */
export interface AnnouncedGrant {
  readonly id: string;
  readonly number: string;
  readonly title: string;
  readonly call: { readonly id: string; readonly code: string; readonly title: string; readonly year: number };
  /** null where no name is known */
  readonly principalInvestigator: string | null;
  /** where the principal investigator was on the day of the announcement; null where nobody told */
  readonly institution: string | null;
  readonly announcedOn: IsoDate;
  /** integer minor units; null, as `currency`, where the call does not publish amounts */
  readonly amountMinor: number | null;
  readonly currency: string | null;
}

export interface AnnouncedGrantsPage {
  /** a call's code, in any case */
  readonly callCode?: string | undefined;
  readonly year?: number | undefined;
  readonly limit: number;
  /** the id of the last grant of the page before; the newest come first */
  readonly after?: string | undefined;
}

/** Grants before the public. Whoever has a privacy hold is not among them, from the moment that it is known. */
export abstract class AnnouncedGrants {
  abstract list(page: AnnouncedGrantsPage): Promise<AnnouncedGrant[]>;
}

/** The institution that counts on that day: of the primary affiliation that tells one, else of the one that began last. */
export function institutionOn(affiliations: readonly Affiliation[], day: IsoDate): string | null {
  const [first] = affiliations
    .filter((one) => institutionOf(one) !== undefined && holdsOn(one, day))
    .toSorted((a, b) => Number(b.primary) - Number(a.primary) || (b.since ?? '').localeCompare(a.since ?? ''));
  return first ? institutionOf(first)!.name : null;
}
