import { Refusal } from '@chiron/contracts/core';
import { inScope, readScope, scopeText } from './scope.js';

const offering = { sourcedId: 'cls-1', program: 'crs-1', terms: ['fall', 'spring'] };

describe('the scope of a canonical data set', () => {
  it.each(['all', 'terms:fall', 'offerings:cls-1,cls-2', 'programs:crs-1'])('%s can be read', (text) => {
    expect(scopeText(readScope(text))).toBe(text);
  });
  it('is the same whatever the order of its names', () =>
    expect(scopeText(readScope('terms:b, a,b'))).toBe('terms:a,b'));
  it.each([undefined, '', 'terms:', 'terms', 'people:x', 'ALL'])('%s is refused', (text) => {
    expect(() => readScope(text)).toThrow(Refusal);
  });
  it('holds an offering only if all its terms are named', () => {
    expect(inScope(readScope('terms:fall,spring'), offering)).toBe(true);
    expect(inScope(readScope('terms:fall'), offering)).toBe(false);
  });
  it('of terms holds no offering without terms', () => {
    expect(inScope(readScope('terms:fall'), { ...offering, terms: [] })).toBe(false);
  });
  it('of programs or offerings holds those named and no other', () => {
    expect(inScope(readScope('programs:crs-1'), offering)).toBe(true);
    expect(inScope(readScope('programs:crs-2'), offering)).toBe(false);
    expect(inScope(readScope('offerings:cls-1'), offering)).toBe(true);
    expect(inScope(readScope('offerings:cls-2'), offering)).toBe(false);
  });
});
