import { isTransient, violatedConstraint } from './errors.js';

const coded = (code: string, more: object = {}) => Object.assign(new Error('x'), { code, ...more });

describe('an error of the database', () => {
  it.each(['08006', '40001', '40P01', '53300', '57P01', '57P03', 'ECONNREFUSED', 'EPIPE'])(
    '%s may be over in a moment',
    (code) => {
      expect(isTransient(coded(code))).toBe(true);
      expect(isTransient(new Error('wrapped', { cause: coded(code) }))).toBe(true);
      expect(isTransient(Object.assign(new Error('by the ORM'), { driverError: coded(code) }))).toBe(true);
    },
  );
  it.each(['23505', '42601', '22P02', '57014', 'EACCES'])('%s will not', (code) =>
    expect(isTransient(coded(code))).toBe(false),
  );
  it('that says the connection is gone may be over in a moment', () => {
    expect(isTransient(new Error('Connection terminated unexpectedly'))).toBe(true);
    expect(isTransient(Object.assign(new Error('x'), { name: 'QueryRunnerAlreadyReleasedError' }))).toBe(true);
  });
  it('that is none is not', () => {
    expect(isTransient(undefined)).toBe(false);
    expect(isTransient(new TypeError('x is not a function'))).toBe(false);
  });
  it('names the constraint that was violated, and no other', () => {
    expect(violatedConstraint(coded('23505', { constraint: 'a_key' }))).toBe('a_key');
    expect(violatedConstraint(coded('23503', { constraint: 'a_key' }))).toBeUndefined();
  });
});
