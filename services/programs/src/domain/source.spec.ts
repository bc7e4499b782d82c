import { Refusal } from '@chiron/contracts/core';
import { fieldPolicyOf, guardsOf, isAuthoritativeFor, refuseUnusableName, rolesOf, tidy } from './source.js';

const codeOf = (work: () => unknown): string | undefined => {
  try {
    work();
    return undefined;
  } catch (error) {
    if (error instanceof Refusal) return error.code;
    throw error;
  }
};

describe('the name of a source', () => {
  it.each(['sis', '0', 'a.b_c-d', 's'.repeat(63)])('can be %s', (name) => {
    expect(codeOf(() => refuseUnusableName(name, '?source'))).toBeUndefined();
  });
  it.each(['', 'SIS', '-a', '.a', 'a b', 'ä', 's'.repeat(64), 'a/b', 'a\n'])('cannot be “%s”', (name) => {
    expect(codeOf(() => refuseUnusableName(name, '?source'))).toBe('validation-failed');
  });
  it('cannot be the platform’s own', () => {
    expect(codeOf(() => refuseUnusableName('chiron', '?source'))).toBe('source-reserved');
    expect(codeOf(() => refuseUnusableName('chiron2', '?source'))).toBeUndefined();
  });
});

describe('the settings of a source', () => {
  it('know the usual words for roles, and the source’s own over them', () => {
    expect(rolesOf({ roles: {} }).get('student')).toBe('learner');
    const roles = rolesOf({ roles: { student: 'mentor', preceptor: 'faculty' } });
    expect([roles.get('student'), roles.get('preceptor'), roles.get('teacher')]).toEqual([
      'mentor',
      'faculty',
      'faculty',
    ]);
  });
  it('have defaults for what was not set', () => {
    expect(guardsOf({ guards: { endedCount: 3 } })).toEqual({ endedShare: 0.2, endedCount: 3, offeringShare: 0.5 });
    expect(fieldPolicyOf({ fieldPolicy: { role: 'source' } })).toMatchObject({ role: 'source', endDate: 'hand' });
  });
  it('are kept in small letters, each domain once', () => {
    expect(tidy({ domains: ['Example.edu', 'example.EDU'], roles: { ' Fellow ': 'learner' as const } })).toEqual({
      domains: ['example.edu'],
      roles: { fellow: 'learner' },
    });
    expect(tidy({ owner: null })).toEqual({ owner: null });
  });
  it('refuse a role that there is not', () => {
    expect(codeOf(() => tidy({ roles: { boss: 'chief' as 'staff' } }))).toBe('validation-failed');
    expect(codeOf(() => tidy({ roles: { boss: 'staff' } }))).toBeUndefined();
  });
});

describe('a source’s authority for an address', () => {
  const source = { domains: ['example.edu'] };
  it('covers its domain, in any letters', () => {
    expect(isAuthoritativeFor(source, 'ana@example.edu')).toBe(true);
    expect(isAuthoritativeFor(source, 'Ana@EXAMPLE.edu')).toBe(true);
  });
  it.each(['ana@sub.example.edu', 'ana@example.edu.evil.org', 'example.edu', '@example.edu', ''])(
    'does not cover %s',
    (email) => expect(isAuthoritativeFor(source, email)).toBe(false),
  );
});
