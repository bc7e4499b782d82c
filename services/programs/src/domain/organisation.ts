import type { OrganisationNamed } from '@chiron/contracts/programs';
import type { CatalogueValues } from './hand-changes.js';

/** An organisation as its source delivered it. */
export interface Organisation {
  readonly name: string | null;
  readonly type: string | null;
  /** the source's id of the organisation that it lies directly within */
  readonly parent: string | null;
}

/** Organisations above one that are told; from a section up to a state there are six. */
export const mostAbove = 8;

/** A longer name or type of one above is left out: its id says which it is. */
const longestName = 300;
const longestType = 100;

/**
 * The organisations that this one lies within, the nearest first. A parent that was never delivered itself ends the
 * chain with its bare id; so does, left out, one that stands in it already.
 */
export function within(
  sourcedId: string,
  find: (sourcedId: string) => Organisation | undefined,
): readonly OrganisationNamed[] {
  const above: OrganisationNamed[] = [];
  const met = new Set([sourcedId]);
  let parent = find(sourcedId)?.parent ?? null;
  while (parent !== null && !met.has(parent) && above.length < mostAbove) {
    met.add(parent);
    const organisation = find(parent);
    above.push(
      named(
        parent,
        organisation && {
          ...organisation,
          name: atMost(longestName, organisation.name),
          type: atMost(longestType, organisation.type),
        },
      ),
    );
    parent = organisation?.parent ?? null;
  }
  return above;
}

/** What is told of an organisation by itself; what is not known is absent. */
export const named = (sourcedId: string, known: Organisation | undefined): OrganisationNamed => ({
  organisation: sourcedId,
  ...(known?.name ? { organisationName: known.name } : {}),
  ...(known?.type ? { organisationType: known.type } : {}),
});

const atMost = (characters: number, text: string | null): string | null =>
  text !== null && text.length > characters ? null : text;

/** Whether people who belong to it, or beneath it, are told otherwise now; `before` is absent of a new one. */
export const tellsOtherwise = (before: CatalogueValues | undefined, after: CatalogueValues): boolean =>
  ['name', 'type', 'parent'].some((field) => (before?.[field] ?? null) !== (after[field] ?? null));
