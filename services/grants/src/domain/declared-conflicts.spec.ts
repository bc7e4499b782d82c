import { Refusal } from '@chiron/contracts/core';
import type { Application } from './application.js';
import { declareConflict, type DeclaredConflict } from './declared-conflicts.js';

const made = { id: 'd1', now: '2026-12-01T09:00:00.000Z', most: 2 };
const wanted = { name: ' Bo Li ', email: 'bo@example.edu', kind: 'competing' as const, note: null };
const declared: DeclaredConflict = { ...wanted, name: 'Bo Li', id: 'd1', declaredAt: made.now };
const as = (state: Application['state']) => ({ state }) as Application;
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
  it.each<Application['state']>(['draft', 'returned', 'submitted'])(
    'names who should not review, while it is %s',
    (state) => expect(declareConflict(as(state), [], wanted, made)).toEqual(declared),
  );
  it.each<Application['state']>(['withdrawn', 'concluded', 'invited'])('names nobody once it is %s', (state) =>
    expect(refusalOf(() => declareConflict(as(state), [], wanted, made)).code).toBe('application-not-open'),
  );
  it('names one for one reason once, and no more than the call takes', () => {
    expect(
      refusalOf(() => declareConflict(as('draft'), [declared], { ...wanted, email: 'BO@example.edu' }, made)).code,
    ).toBe('declared-already');
    const other = { ...wanted, kind: 'personal' as const };
    expect(declareConflict(as('draft'), [declared], other, made).kind).toBe('personal');
    expect(
      refusalOf(() => declareConflict(as('draft'), [declared, { ...declared, kind: 'financial' }], other, made)).code,
    ).toBe('declared-limit');
  });
});
