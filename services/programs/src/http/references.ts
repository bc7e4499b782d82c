import { coreProblems } from '@chiron/contracts/core';
import { programsProblems } from '@chiron/contracts/programs';
import type { Caller } from '@chiron/http';
import type { SourceReference } from '../domain/catalogue.js';
import { refuseUnusableName } from '../domain/source.js';

/** How a source names a thing that is made by hand: both or neither, and only for sources the caller may post to. */
export function referenceFrom(
  source: string | null | undefined,
  sourcedId: string | null | undefined,
  caller: Caller,
): SourceReference | null {
  if (source == null && sourcedId == null) return null;
  if (source == null || sourcedId == null) {
    const missing = source == null ? 'source' : 'sourcedId';
    const detail = 'must be given with the other: a source and the id within it';
    throw coreProblems.refuse('validation-failed', {}, [{ pointer: `/${missing}`, detail }]);
  }
  refuseUnusableName(source, '/source');
  if (!caller.mayPostTo(source)) throw programsProblems.refuse('source-not-permitted', { source });
  return { source, sourcedId };
}
