import { Refusal } from '@chiron/contracts/core';
import type { Application } from './application.js';
import {
  ask,
  declineReference,
  extendReference,
  handIn,
  missingReferences,
  withdrawReference,
  write,
  type Reference,
  type ReferenceRules,
  type Vouching,
} from './references.js';

const dueAt = '2026-12-15T22:00:00.000Z';
const now = '2026-12-01T09:00:00.000Z';
const rules: ReferenceRules = { least: 1, most: 2, words: 5, beforeSubmission: true };
const bo: Reference = {
  id: 'r1',
  name: 'Bo Li',
  email: 'bo@example.edu',
  relation: 'mentor',
  accessWaived: true,
  state: 'asked',
  text: '',
  dueAt,
  receivedAt: null,
  revision: 1,
};
const received: Reference = { ...bo, state: 'received', text: 'Take her.', receivedAt: now };
const present = (state: Application['state'], ...references: Reference[]): Vouching => ({
  application: { state } as Application,
  members: [{ email: 'ana@example.edu' } as Vouching['members'][number]],
  own: ['pi@example.edu'],
  references,
});
const wanted = { name: 'Cy Ax', email: 'cy@example.edu', relation: 'dean', accessWaived: true };
const refusalOf = (work: () => unknown): Refusal => {
  try {
    work();
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
  throw new Error('nothing was refused');
};

describe('an applicant', () => {
  it.each<Application['state']>(['draft', 'returned', 'submitted'])('asks a referee while it is %s', (state) =>
    expect(ask(present(state, bo), 'r2', wanted, dueAt, rules).next.references[1]).toMatchObject({
      ...wanted,
      state: 'asked',
      dueAt,
    }),
  );
  it.each<Application['state']>(['withdrawn', 'concluded', 'invited'])('asks nobody once it is %s', (state) =>
    expect(refusalOf(() => ask(present(state), 'r2', wanted, dueAt, rules)).code).toBe('application-not-open'),
  );

  it.each([
    ['somebody twice', { ...wanted, email: 'BO@example.edu' }, 'reference-exists'],
    ['a member of the team', { ...wanted, email: 'ana@example.edu' }, 'reference-of-team'],
    ['themselves', { ...wanted, email: 'Pi@example.edu' }, 'member-is-applicant'],
  ])('does not ask %s', (_, one, code) =>
    expect(refusalOf(() => ask(present('draft', bo), 'r2', one, dueAt, rules)).code).toBe(code),
  );

  it('asks one more than the call takes only where another declined', () => {
    const second = { ...bo, id: 'r2', email: 'x@example.edu' };
    expect(refusalOf(() => ask(present('draft', bo, second), 'r3', wanted, dueAt, rules)).code).toBe('reference-limit');
    const declined: Reference = { ...second, state: 'declined' };
    expect(ask(present('draft', bo, declined), 'r3', wanted, dueAt, rules).next.references).toHaveLength(3);
  });

  it('asks somebody no longer, unless the letter has come', () => {
    expect(withdrawReference(present('draft', bo), 'r1').next.references).toEqual([]);
    expect(refusalOf(() => withdrawReference(present('draft', received), 'r1')).code).toBe('reference-received');
    expect(refusalOf(() => withdrawReference(present('draft', bo), 'r9')).code).toBe('not-found');
  });
});

describe('a referee', () => {
  it('writes, and hands in once', () => {
    const draft = write(present('submitted', bo), 'r1', 'Take').next;
    expect(draft.references[0]).toMatchObject({ text: 'Take', state: 'asked', revision: 2 });
    const done = handIn(draft, 'r1', 'Take her.', now, rules).next;
    expect(done.references[0]).toMatchObject({ text: 'Take her.', state: 'received', receivedAt: now });
    expect(refusalOf(() => handIn(done, 'r1', 'No.', now, rules)).code).toBe('reference-received');
    expect(refusalOf(() => write(done, 'r1', 'No.')).code).toBe('reference-received');
  });

  it.each([
    [' \n', 'letter-unusable'],
    ['one two three four five six', 'letter-unusable'],
  ])('hands in no letter of “%s”', (text, code) => {
    const refusal = refusalOf(() => handIn(present('draft', bo), 'r1', text, now, rules));
    expect([refusal.code, refusal.errors[0]!.pointer]).toEqual([code, '/text']);
  });
  it('hands in one of just so many words', () =>
    expect(handIn(present('draft', bo), 'r1', 'one two three four five', now, rules).next.references[0]!.state).toBe(
      'received',
    ));

  it('declines, and nothing of the draft is left', () => {
    const declined = declineReference(present('draft', { ...bo, text: 'Well' }), 'r1').next;
    expect(declined.references[0]).toMatchObject({ state: 'declined', text: '' });
    expect(refusalOf(() => write(declined, 'r1', 'x')).code).toBe('reference-declined');
  });

  it('gets longer from an officer, not into the past', () => {
    expect(extendReference(present('draft', bo), 'r1', dueAt, now).next.references[0]!.dueAt).toBe(dueAt);
    expect(refusalOf(() => extendReference(present('draft', bo), 'r1', now, now)).code).toBe('due-in-past');
  });
});

describe('an application', () => {
  it.each([
    [[], rules, 1],
    [[bo], rules, 1],
    [[received], rules, 0],
    [[bo], { ...rules, beforeSubmission: false }, 0],
    [[{ ...bo, state: 'declined' as const }], { ...rules, beforeSubmission: false }, 1],
    [[], { ...rules, least: 0 }, 0],
  ])('with %j lacks letters as the call says', (references, asked, faults) =>
    expect(missingReferences(references, asked)).toHaveLength(faults),
  );
});
