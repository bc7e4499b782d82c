/** What became of one row of an import. Their counts sum to the file's rows. */
export const outcomes = [
  'created',
  'updated',
  'unchanged',
  'restored',
  'ended',
  'kept',
  'stale',
  'pending',
  'rejected',
] as const;
export type Outcome = (typeof outcomes)[number];

/** Every code a receipt can carry, with the advice shown beside it. */
export const receiptCodes = {
  // rejected
  'missing-id': 'Give every row a sourcedId: without one it cannot be found again.',
  'duplicate-id': 'This sourcedId stood in an earlier row of the same file; keep one of the two.',
  'duplicate-enrollment': 'The same person holds the same role in the same offering already; send one row for it.',
  'unknown-offering': 'Send the offering first, or give its title in the row.',
  'bad-date': 'Write dates as YYYY-MM-DD, or set the date order of the source.',
  'ambiguous-date': 'Day and month cannot be told apart; set the date order of the source.',
  'bad-role': 'Use a role that the source’s role table knows.',
  'bad-status': 'Use active or tobedeleted.',
  'missing-field': 'Fill the named field.',
  'bad-value': 'Correct the named field.',
  'dates-reversed': 'The end lies before the beginning.',
  'dated-in-future': 'dateLastModified lies more than a day ahead; correct the clock of the sending system.',
  'outside-scope': 'The row is not within the scope that this import states.',
  'malformed-row': 'The line is not a row of this format.',
  'line-too-long': 'A line may hold 1 MiB at most.',
  'too-many-columns': 'The row has more columns than the header.',
  'too-few-columns': 'The row has fewer columns than the header.',
  'bad-encoding': 'Write the file in UTF-8.',
  'unknown-program': 'Send the course first.',
  // pending
  'unknown-person':
    'Nothing but an id is known of this person yet; the row completes by itself when a name, e-mail or ORCID iD arrives.',
  // updated, kept, stale, restored, ended
  rekeyed: 'Found by person, offering and role; its sourcedId is now this row’s.',
  'hand-change-kept': 'A change made by hand stands; the source’s policy keeps it.',
  'hand-change-overwritten': 'A change made by hand was overwritten, as the source’s policy says.',
  'older-than-present': 'The row is older than what is already here.',
  'finished-kept': 'The enrollment is completed or withdrawn; a data set does not take that back.',
  'nothing-to-end': 'There was nothing to end.',
  // warnings on an accepted row
  'ambiguous-modified-date': 'dateLastModified could not be read and counts as absent.',
  'bad-orcid': 'The ORCID iD’s check digit is wrong; it was left out.',
  'bad-email': 'The e-mail address cannot be one; it was left out.',
} as const;
export type ReceiptCode = keyof typeof receiptCodes;

export interface Receipt {
  /** 1-based line of the file, the header not counted */
  readonly line: number;
  readonly kind: string;
  readonly sourcedId: string | null;
  readonly outcome: Outcome;
  readonly code: ReceiptCode | null;
  readonly field: string | null;
}
