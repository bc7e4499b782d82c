import { Refusal } from '@chiron/contracts/core';
import type { Application } from './application.js';
import { declareConflict, takeBack, type DeclaredConflict } from './declared-conflicts.js';

const made = { id: 'd1', now: '2026-12-01T09:00:00.000Z', most: 2 };
const wanted = { name: ' Bo Li ', email: 'bo@example.edu', kind: 'competing' as const, note: null };
const declared: DeclaredConflict = { ...wanted, name: 'Bo Li', id: 'd1', declaredAt: made.now, takenBack: null };
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
  it('takes one back with a reason, once, and may then name them again', () => {
    const back = { reason: ' We made up. ', now: '2026-12-02T09:00:00.000Z' };
    const after = takeBack(as('submitted'), declared, back);
    expect(after).toEqual({ ...declared, takenBack: { at: back.now, reason: 'We made up.' } });
    expect(refusalOf(() => takeBack(as('submitted'), after, back)).code).toBe('declared-taken-back');
    expect(refusalOf(() => takeBack(as('concluded'), declared, back)).code).toBe('application-not-open');
    expect(declareConflict(as('draft'), [after], wanted, { ...made, most: 1 })).toEqual(declared);
  });
});
