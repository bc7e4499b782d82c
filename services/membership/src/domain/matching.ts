import { compareNames, type PersonName } from './names.js';
import type { Reference } from './reference.js';

/** Somebody who may be meant: a person, by a reference of theirs that bears the same ORCID iD or e-mail address. */
export interface Candidate {
  readonly personId: string;
  readonly via: Reference;
  /** as shown, and as that reference's source writes it; one that agrees is enough */
  readonly names: readonly PersonName[];
  readonly orcid?: string | null;
}

export interface Candidates {
  readonly byOrcid: readonly Candidate[];
  /** holders of the address today; whoever had it before is none */
  readonly byEmail: readonly Candidate[];
}

/**
 * Why a human must look. The first four arise when a person is made; the last two when a reference that has its person is
 * described anew and turns out to share an ORCID iD or an address with somebody else.
 */
export const doubts = [
  'orcid-names-differ',
  'email-not-authoritative',
  'email-names-differ',
  'email-orcids-differ',
  'orcid-of-another',
  'email-of-another',
] as const;
export type Doubt = (typeof doubts)[number];

export interface Uncertain {
  readonly personId: string;
  readonly doubt: Doubt;
}

export type Verdict =
  | {
      readonly kind: 'same';
      readonly personId: string;
      readonly how: 'orcid' | 'email';
      readonly via: Reference;
      readonly uncertain?: Uncertain;
    }
  | { readonly kind: 'new'; readonly uncertain?: Uncertain };

/** What the rules look at in a description. */
export interface Evidence extends PersonName {
  readonly orcid?: string;
  readonly email?: string;
  readonly emailAuthoritative: boolean;
}

/**
 * Which person a reference means that nothing was said of before. An equal ORCID iD is the same person, unless the names
 * clearly disagree. An equal e-mail address is, only where the source is authoritative for its domain, the names agree
 * and no two ORCID iDs stand against it. What is left is a new person, and a doubt for a human where there is one.
 */
export function match(said: Evidence, { byOrcid, byEmail }: Candidates): Verdict {
  let uncertain: Uncertain | undefined;
  for (const candidate of byOrcid) {
    if (!disagrees(said, candidate))
      return { kind: 'same', personId: candidate.personId, how: 'orcid', via: candidate.via };
    uncertain ??= { personId: candidate.personId, doubt: 'orcid-names-differ' };
  }
  for (const candidate of byEmail) {
    const doubt = doubtOfEmail(said, candidate);
    if (!doubt)
      return {
        kind: 'same',
        personId: candidate.personId,
        how: 'email',
        via: candidate.via,
        ...(uncertain && { uncertain }),
      };
    uncertain ??= { personId: candidate.personId, doubt };
  }
  return { kind: 'new', ...(uncertain && { uncertain }) };
}

function doubtOfEmail(said: Evidence, candidate: Candidate): Doubt | undefined {
  if (said.orcid && candidate.orcid && said.orcid !== candidate.orcid) return 'email-orcids-differ';
  if (!agrees(said, candidate)) return 'email-names-differ';
  return said.emailAuthoritative ? undefined : 'email-not-authoritative';
}

const agrees = (said: PersonName, candidate: Candidate): boolean =>
  candidate.names.some((name) => compareNames(said, name) === 'agrees');
const disagrees = (said: PersonName, candidate: Candidate): boolean =>
  candidate.names.length > 0 && candidate.names.every((name) => compareNames(said, name) === 'disagrees');

/**
 * What new evidence about a reference that has its person already says about others: never a merge, at most a doubt. An
 * address that comes from somebody of another name has simply passed on.
 */
export function doubtAbout(said: Evidence, { byOrcid, byEmail }: Candidates): Uncertain | undefined {
  const [orcid] = byOrcid;
  if (orcid) return { personId: orcid.personId, doubt: 'orcid-of-another' };
  const email = byEmail.find((candidate) => agrees(said, candidate));
  return email && { personId: email.personId, doubt: 'email-of-another' };
}
