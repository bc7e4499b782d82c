import type { Instant } from '@chiron/contracts/core';
import { doubtAbout, match, type Candidate, type Doubt } from './matching.js';
import { normaliseEmail } from './names.js';
import { placesHold } from './person.js';
import { keyOf, type Described, type Identifier, type Reference } from './reference.js';

/** Everything a batch may meet, read beforehand in one go. */
export interface Present {
  readonly references: ReadonlyMap<string, Identifier>;
  readonly byOrcid: ReadonlyMap<string, readonly Candidate[]>;
  readonly byEmail: ReadonlyMap<string, readonly Candidate[]>;
}

export type How = 'made' | 'orcid' | 'email' | 'staff' | 'separated';

export interface Resolved {
  readonly described: Described;
  readonly email: string | null;
  readonly personId: string;
  readonly how: How;
  /** through whose likeness it was matched; goes back with it when a merge is undone */
  readonly via: Reference | null;
  readonly resolution: number;
}

/** What a batch does. The store writes it and tells `resolved` and `registered` to the others. */
export interface Resolution {
  /** people made, with the one reference each was made from */
  readonly registered: readonly Resolved[];
  /** references that mean a person who was there already */
  readonly joined: readonly Resolved[];
  /** references that had their person, described anew */
  readonly amended: readonly { described: Described; email: string | null; before: Identifier; personId: string }[];
  readonly opened: readonly { email: string; reference: Reference; at: Instant }[];
  readonly closed: readonly { email: string; reference: Reference; at: Instant }[];
  readonly doubts: readonly { personId: string; otherPersonId: string; doubt: Doubt; reference: Reference }[];
  readonly holds: readonly { personId: string; source: string }[];
}

/** The last word on each reference, older ones and those that are known already left out; in order of arrival. */
export function lastWords(batch: readonly Described[]): Map<string, Described> {
  const last = new Map<string, Described>();
  for (const described of batch) {
    const key = keyOf(described.said);
    const earlier = last.get(key);
    if (!earlier || described.revision > earlier.revision) last.set(key, described);
  }
  return last;
}

/**
 * Which person each described reference means. Descriptions of one batch see the people made before them in it, so that
 * two sources naming one human in one batch make one person.
 */
export function resolve(batch: ReadonlyMap<string, Described>, present: Present, newId: () => string): Resolution {
  const out = {
    registered: [] as Resolved[],
    joined: [] as Resolved[],
    amended: [] as Resolution['amended'][number][],
    opened: [] as Resolution['opened'][number][],
    closed: [] as Resolution['closed'][number][],
    doubts: [] as Resolution['doubts'][number][],
    holds: [] as Resolution['holds'][number][],
  };
  const byOrcid = new Likeness(present.byOrcid);
  const byEmail = new Likeness(present.byEmail);
  const doubtful = (personId: string, reference: Reference, found?: { personId: string; doubt: Doubt }): void => {
    if (found && found.personId !== personId) {
      out.doubts.push({ personId, otherPersonId: found.personId, doubt: found.doubt, reference });
    }
  };

  for (const [key, described] of batch) {
    const { said, at, revision } = described;
    const before = present.references.get(key);
    if (before && before.personId && before.revision >= revision) continue;
    const reference = { source: said.source, sourcedId: said.sourcedId };
    const email = said.email ? normaliseEmail(said.email) || null : null;
    const orcid = said.orcid ?? null;
    const others = (candidates: readonly Candidate[]): readonly Candidate[] =>
      before?.personId ? candidates.filter((candidate) => candidate.personId !== before.personId) : candidates;
    const orcidIsNews = orcid !== null && orcid !== (before?.orcid ?? null);
    const emailIsNews = email !== null && email !== (before?.email ?? null);
    const alike = {
      byOrcid: orcidIsNews || !before?.personId ? others(byOrcid.of(orcid)) : [],
      byEmail: emailIsNews || !before?.personId ? others(byEmail.of(email)) : [],
    };

    let personId: string;
    if (before?.personId) {
      personId = before.personId;
      out.amended.push({ described, email, before, personId });
      if (orcidIsNews || emailIsNews) doubtful(personId, reference, doubtAbout(said, alike));
    } else {
      const verdict = match(said, alike);
      const resolution = (before?.resolution ?? 0) + 1;
      if (verdict.kind === 'same') {
        personId = verdict.personId;
        out.joined.push({ described, email, personId, how: verdict.how, via: verdict.via, resolution });
      } else {
        personId = newId();
        out.registered.push({ described, email, personId, how: 'made', via: null, resolution });
      }
      doubtful(personId, reference, verdict.uncertain);
    }
    if (placesHold(before?.privacyHold, said.privacyHold)) out.holds.push({ personId, source: said.source });

    const candidate: Candidate = { personId, via: reference, names: [said], orcid };
    byOrcid.move(before?.orcid ?? null, orcid, candidate);
    if (before?.email && before.email !== email) out.closed.push({ email: before.email, reference, at });
    if (emailIsNews) {
      // The domain's owner says whose the address is now; whoever had it before has it no more.
      if (said.emailAuthoritative) {
        for (const other of byEmail.of(email)) {
          if (other.personId !== personId) out.closed.push({ email, reference: other.via, at });
        }
        byEmail.keepOnly(email, personId);
      }
      out.opened.push({ email, reference, at });
    }
    byEmail.move(before?.email ?? null, email, candidate);
  }
  return out;
}

/** An address that this many people hold is a shared mailbox or a filler, and says nothing of who they are. */
export const sharedBy = 10;

/** Who bears an ORCID iD or an address, as the batch goes on. */
class Likeness {
  private readonly now = new Map<string, readonly Candidate[]>();

  constructor(private readonly before: ReadonlyMap<string, readonly Candidate[]>) {}

  of(value: string | null): readonly Candidate[] {
    const all = this.all(value);
    return all.length < sharedBy || new Set(all.map((one) => one.personId)).size < sharedBy ? all : [];
  }

  private all(value: string | null): readonly Candidate[] {
    return value === null ? [] : (this.now.get(value) ?? this.before.get(value) ?? []);
  }

  keepOnly(value: string, personId: string): void {
    this.now.set(
      value,
      this.all(value).filter((candidate) => candidate.personId === personId),
    );
  }

  move(from: string | null, to: string | null, candidate: Candidate): void {
    const without = (value: string) => this.all(value).filter((one) => !sameReference(one.via, candidate.via));
    if (from !== null) this.now.set(from, without(from));
    if (to !== null && this.all(to).length < 4 * sharedBy) this.now.set(to, [...without(to), candidate]);
  }
}

const sameReference = (a: Reference, b: Reference): boolean => a.source === b.source && a.sourcedId === b.sourcedId;
