import type { Instant } from '@chiron/contracts/core';
import { grantsProblems } from '@chiron/contracts/grants';
import type { Piece, UnreadableReason } from './file-reading.js';
import type { IdentityKind, IdentityMatch } from './find-identity.js';
import { fold } from './folded-text.js';

/** Where in an application something stands. */
export type Place =
  | { readonly in: 'answers' | 'budget' | 'resubmission'; readonly pointer: string }
  | { readonly in: 'file-name'; readonly fileId: string }
  | { readonly in: 'file'; readonly fileId: string; readonly kind: Piece['kind']; readonly part: string };

export type FindingKind = IdentityKind | 'unreadable';

/** Something that may tell a reviewer who applies, or keeps anybody from saying that nothing does. */
export interface Found {
  /** the same for the same thing in the same place, check after check */
  readonly key: string;
  readonly kind: FindingKind;
  readonly certainty: 'certain' | 'possible';
  /** whom it names; null for an institution of several, and for what cannot be read */
  readonly personId: string | null;
  readonly place: Place;
  /** as it is written; why it cannot be read */
  readonly written: string;
  /** the words around the first time */
  readonly excerpt: string;
  readonly times: number;
}

interface Known extends Found {
  readonly id: string;
  readonly foundAt: Instant;
}
/** It keeps the application from review. */
export interface OpenFinding extends Known {
  readonly state: 'open';
}
/** It is not there any more. */
export interface ResolvedFinding extends Known {
  readonly state: 'resolved';
}
/** An officer looked at it and let it pass. */
export interface WaivedFinding extends Known {
  readonly state: 'waived';
  readonly waivedBy: string;
  /** how often it stood there when it was waived; more often is something new */
  readonly waivedTimes: number;
  readonly reason: string;
}
export type Finding = OpenFinding | ResolvedFinding | WaivedFinding;

const placeKey = (place: Place): string =>
  'pointer' in place
    ? `${place.in}${place.pointer}`
    : `${place.in} ${place.fileId}${'part' in place ? ` ${place.kind} ${place.part}` : ''}`;

/** What a search found in one text, the same words told once with their number. */
export function foundIn(text: string, place: Place, matches: readonly IdentityMatch[]): Found[] {
  const byKey = new Map<string, Found>();
  for (const { kind, certainty, personId, written, start, end } of matches) {
    const key = `${kind}|${personId ?? ''}|${placeKey(place)}|${fold(written)}`;
    const before = byKey.get(key);
    if (before) byKey.set(key, { ...before, times: before.times + 1 });
    else {
      const excerpt = text.slice(Math.max(0, start - 40), end + 40).replace(/\s+/g, ' ').trim(); // prettier-ignore
      byKey.set(key, { key, kind, certainty, personId, place, written, excerpt, times: 1 });
    }
  }
  return [...byKey.values()];
}

/** A part of an application that nobody can search. */
export function unsearchable(place: Place, reason: UnreadableReason): Found {
  const key = `unreadable||${placeKey(place)}|${reason}`;
  return {
    key, kind: 'unreadable', certainty: 'possible', personId: null, place, written: reason, excerpt: '', times: 1,
  }; // prettier-ignore
}

/** A part of a file, or the whole of it, that nobody can search. */
export const unreadableIn = (fileId: string, reason: UnreadableReason, part: string | undefined): Found =>
  unsearchable({ in: 'file', fileId, kind: 'text', part: part ?? 'whole file' }, reason);

export interface Reconciled {
  readonly fresh: readonly Found[];
  readonly changed: readonly Finding[];
  /** how many keep the application from review now */
  readonly open: number;
}

/**
 * What a new check changes: what is gone is resolved, what came back is open again, and what was waived stays so unless it
 * stands there more often than when it was waived.
 */
export function reconcile(known: readonly Finding[], found: readonly Found[]): Reconciled {
  const now = new Map(found.map((one) => [one.key, one]));
  const before = new Set(known.map(({ key }) => key));
  const next = known.map((finding): Finding => {
    const again = now.get(finding.key);
    const { id, foundAt } = finding;
    if (!again) return finding.state === 'open' ? { ...finding, state: 'resolved' } : finding;
    if (finding.state === 'waived' && again.times <= finding.waivedTimes) return { ...finding, ...again };
    return { ...again, id, foundAt, state: 'open' };
  });
  const fresh = found.filter(({ key }) => !before.has(key));
  const changed = next.filter((finding, i) => JSON.stringify(finding) !== JSON.stringify(known[i]));
  return { fresh, changed, open: fresh.length + next.filter(({ state }) => state === 'open').length };
}

/** @throws Refusal `finding-not-open` */
export function waive(finding: Finding, by: string, reason: string): WaivedFinding {
  if (finding.state !== 'open') throw grantsProblems.refuse('finding-not-open', { state: finding.state });
  return { ...finding, state: 'waived', waivedBy: by, waivedTimes: finding.times, reason };
}

/** Takes a waiver back. @throws Refusal `finding-not-waived` */
export function restore(finding: Finding): OpenFinding {
  if (finding.state !== 'waived') throw grantsProblems.refuse('finding-not-waived', { state: finding.state });
  const { id, foundAt, key, kind, certainty, personId, place, written, excerpt, times } = finding;
  return { id, foundAt, key, kind, certainty, personId, place, written, excerpt, times, state: 'open' };
}
