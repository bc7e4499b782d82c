import { Refusal } from '@chiron/contracts/core';
import { answersOf } from './answers.js';

const pointers = (value: unknown): string[] => {
  try {
    answersOf(value);
  } catch (error) {
    if (error instanceof Refusal) return error.errors.map((fault) => fault.pointer);
    throw error;
  }
  return [];
};

describe('answers as they arrive', () => {
  test('may be numbers, not applicable, or a judgement; null is no answer', () => {
    const given = {
      criteria: { a: 1, b: 'n/a', c: { sufficient: false, reason: 'No.' }, d: null },
      critiques: { a: 'x' },
    };
    expect(answersOf(given)).toEqual({
      criteria: { a: 1, b: 'n/a', c: { sufficient: false, reason: 'No.' } },
      critiques: { a: 'x' },
    });
  });
  test.each([
    [null, ['']],
    [[], ['']],
    [{ criteria: 3 }, ['/criteria']],
    [{ criteria: { a: 'good' } }, ['/criteria/a']],
    [{ criteria: { a: { sufficient: 'yes' } } }, ['/criteria/a']],
    [{ criteria: { 'a/b': [] } }, ['/criteria/a~1b']],
    [{ critiques: { a: 5 } }, ['/critiques/a']],
    [{ criteria: {}, overallImpact: '3' }, ['/overallImpact']],
    [{ criteria: {}, comment: 'x' }, ['/comment']],
  ])('are refused by field: %j', (value, at) => expect(pointers(value)).toEqual(at));
});
