import { coreProblems, type Fact } from '@chiron/contracts/core';
import {
  membershipProblems,
  PersonMerged,
  PersonSeparated,
  PrivacyHoldLifted,
  PrivacyHoldPlaced,
} from '@chiron/contracts/membership';
import { standing, type Person } from './person.js';
import { keyOf, type Reference } from './reference.js';

export interface Merge {
  readonly id: string;
  readonly personId: string;
  readonly intoPersonId: string;
  readonly undone: boolean;
}

export interface Pair {
  readonly away: Person;
  readonly into: Person;
}

/** What becomes of the two people; the store numbers the facts by their revisions. */
export interface PairDecision {
  readonly next: Pair;
  readonly ofAway: readonly Fact[];
  readonly ofInto: readonly Fact[];
}

/** `away` is read as `into` from now on. A privacy hold on either stands on the survivor. */
export function merge({ away, into }: Pair, mergeId: string): PairDecision {
  if (away.id === into.id) throw membershipProblems.refuse('merge-into-self', { id: away.id });
  standing(away);
  standing(into);
  const carried = away.privacyHold && !into.privacyHold;
  return {
    next: {
      away: { ...away, mergedInto: into.id },
      into: carried ? { ...into, privacyHold: true, holdBy: `merge:${mergeId}` } : into,
    },
    ofAway: [PersonMerged.of({ personId: away.id, intoPersonId: into.id, mergeId })],
    ofInto: carried ? [PrivacyHoldPlaced.of({ personId: into.id })] : [],
  };
}

/** The merged record stands by itself again. A hold that the merge alone brought to the survivor goes with it. */
export function separate(done: Merge, { away, into }: Pair): PairDecision {
  if (done.undone) throw membershipProblems.refuse('merge-undone', { id: done.id });
  if (away.mergedInto !== done.intoPersonId) throw coreProblems.refuse('conflict');
  const carried = into.privacyHold && into.holdBy === `merge:${done.id}`;
  return {
    next: {
      away: { ...away, mergedInto: null },
      into: carried ? { ...into, privacyHold: false, holdBy: null } : into,
    },
    ofAway: [PersonSeparated.of({ personId: away.id, fromPersonId: into.id, mergeId: done.id })],
    ofInto: carried ? [PrivacyHoldLifted.of({ personId: into.id })] : [],
  };
}

/** A reference of the survivor, and through whose likeness it came to mean them. */
export interface Held extends Reference {
  readonly via: Reference | null;
}

/**
 * The references that an undone merge gives back: those it moved that are still where it moved them, and those that came
 * since because they are like one that goes back, and so on. Those added since for other reasons stay with the survivor.
 */
export function goingBack(moved: readonly Reference[], held: readonly Held[]): Reference[] {
  const movedKeys = new Set(moved.map(keyOf));
  const back = new Map(held.filter((one) => movedKeys.has(keyOf(one))).map((one) => [keyOf(one), one]));
  for (let grew = true; grew;) {
    grew = false;
    for (const one of held) {
      if (one.via && back.has(keyOf(one.via)) && !back.has(keyOf(one))) {
        back.set(keyOf(one), one);
        grew = true;
      }
    }
  }
  return [...back.values()];
}
