import type { Instant } from '@chiron/contracts/core';
import { same } from './same.js';

/** What a hand changed of a thing of the catalogue: the value that its source says stands here, beneath the hand's. */
export interface HandChange {
  readonly source: unknown;
  readonly by: string;
  readonly at: Instant;
}
export type HandChanges = Readonly<Record<string, HandChange>>;
export type CatalogueValues = Readonly<Record<string, unknown>>;

/**
 * A thing of the catalogue as it stands. Other than an enrollment's, its values are the present ones, so that its many
 * readers need not know of hands; what the source said last is `hands[field].source`, else the value itself.
 */
export interface Standing {
  readonly values: CatalogueValues;
  readonly hands: HandChanges | null;
}

/** Who wins by field; a field that no policy names is the source's alone. */
export type CataloguePolicy = Readonly<Record<string, 'source' | 'hand'>>;

export interface Delivered {
  readonly next: Standing;
  /** a field where the hand's value stands against what the source now says */
  readonly kept: string | null;
  /** a field where the source's value replaced the hand's */
  readonly overwritten: string | null;
  /** whether readers see another value than before */
  readonly shown: boolean;
}

const orNull = (hands: Record<string, HandChange>): HandChanges | null =>
  Object.keys(hands).length > 0 ? hands : null;

/** What a source says of each kind of thing that hands may change too. */
export const deliveredFields = {
  program: ['code', 'title', 'status'],
  term: ['title', 'type', 'beginDate', 'endDate'],
  offering: ['programId', 'termIds', 'code', 'title', 'status', 'beginDate', 'endDate'],
} as const;

/** The hand changes of a thing once `next` is written; of what no source delivers there are none to note. */
export function handChangesAfter(
  kind: keyof typeof deliveredFields,
  present: { readonly source: string | null; readonly handChanges: HandChanges | null },
  next: object,
  hand: { readonly by: string; readonly at: Instant },
): HandChanges | null {
  if (present.source === null) return null;
  const standing = { values: present as unknown as CatalogueValues, hands: present.handChanges };
  return notedByHand(standing, next as CatalogueValues, deliveredFields[kind], hand);
}

/** The hand changes after a hand wrote `next`: what the source said stays beside it, and what agrees with it goes. */
export function notedByHand(
  present: Standing,
  next: CatalogueValues,
  fields: readonly string[],
  hand: { readonly by: string; readonly at: Instant },
): HandChanges | null {
  const hands: Record<string, HandChange> = { ...present.hands };
  for (const field of fields) {
    if (same(present.values[field], next[field])) continue;
    const source = saidLast(present, field);
    if (same(next[field], source)) delete hands[field];
    else hands[field] = { source, ...hand };
  }
  return orNull(hands);
}

/** The three-way difference of one line of the catalogue: what the source said last, what it says now, what stands. */
export function delivered(present: Standing, says: CatalogueValues, policy: CataloguePolicy): Delivered {
  const values: Record<string, unknown> = { ...present.values };
  const hands: Record<string, HandChange> = { ...present.hands };
  let kept: string | null = null;
  let overwritten: string | null = null;
  for (const [field, now] of Object.entries(says)) {
    if (same(saidLast(present, field), now)) continue;
    const hand = hands[field];
    if (hand && !same(values[field], now) && policy[field] !== 'source') {
      hands[field] = { ...hand, source: now };
      kept ??= field;
      continue;
    }
    if (hand && !same(values[field], now)) overwritten ??= field;
    delete hands[field];
    values[field] = now;
  }
  const shown = Object.keys(values).some((field) => !same(values[field], present.values[field]));
  return { next: { values, hands: orNull(hands) }, kept, overwritten, shown };
}

/**
 * Gives back what stood before an import, field by field, only where the present value is the one the import wrote; what
 * the source said last goes back beneath a later hand too. `left` names the fields that stay.
 */
export function givenBack(before: Standing, after: Standing, present: Standing): { next: Standing; left: string[] } {
  const values: Record<string, unknown> = { ...present.values };
  const hands: Record<string, HandChange> = { ...present.hands };
  const left: string[] = [];
  for (const field of Object.keys(after.values)) {
    const [was, wrote, is] = [before, after, present].map((one) => ({
      value: one.values[field],
      hand: one.hands?.[field] ?? null,
    })) as [Cell, Cell, Cell];
    if (sameCell(was, wrote)) continue;
    if (sameCell(is, wrote)) {
      values[field] = was.value;
      if (was.hand) hands[field] = was.hand;
      else delete hands[field];
      continue;
    }
    // The same value stands, whoever put it there: nothing is to be given back of it.
    if (!same(was.value, is.value)) left.push(field);
    const source = saidLast(before, field);
    if (!is.hand || !same(is.hand.source, saidLast(after, field))) continue;
    if (same(is.value, source)) delete hands[field];
    else hands[field] = { ...is.hand, source };
  }
  return { next: { values, hands: orNull(hands) }, left };
}

interface Cell {
  readonly value: unknown;
  readonly hand: HandChange | null;
}

const sameCell = (one: Cell, other: Cell): boolean =>
  same(one.value, other.value) && one.hand?.at === other.hand?.at && same(one.hand?.source, other.hand?.source);

/** Whether nothing of it differs from what the import wrote. */
export const untouched = (after: Standing, present: Standing): boolean =>
  Object.keys(after.values).every((field) =>
    sameCell(
      { value: after.values[field], hand: after.hands?.[field] ?? null },
      { value: present.values[field], hand: present.hands?.[field] ?? null },
    ),
  );

function saidLast({ values, hands }: Standing, field: string): unknown {
  const hand = hands?.[field];
  return hand ? hand.source : values[field];
}
