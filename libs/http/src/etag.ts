import { coreProblems } from '@chiron/contracts/core';

/** The strong entity tag of a revision. */
export const etag = (revision: number): string => `"${revision}"`;

/**
 * Lets a change pass only where the caller saw the present revision: without If-Match it is refused
 * `precondition-required` (428), with another tag `precondition-failed` (412). Weak tags never match (RFC 9110, 13.1.1).
 */
export function requireMatch(ifMatch: string | undefined, revision: number): void {
  if (ifMatch === undefined || ifMatch.trim() === '') throw coreProblems.refuse('precondition-required');
  if (ifMatch.trim() === '*') return;
  const tags = ifMatch.split(',').map((tag) => tag.trim());
  if (!tags.includes(etag(revision))) throw coreProblems.refuse('precondition-failed', { revision });
}
