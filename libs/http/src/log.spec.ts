import { describeError, withoutValues } from './log.js';

describe('a logged error', () => {
  it('names its kind, code and place, not the values it quotes', () => {
    const error = Object.assign(new Error('duplicate key (email)=(hypatia@example.org) for "Hypatia Theonos"'), {
      name: 'QueryFailedError',
      query: 'insert into people values ($1)',
      parameters: ['Hypatia Theonos'],
      code: '23505',
      constraint: 'people_email',
      detail: 'Key (email)=(hypatia@example.org) already exists.',
    });
    const text = JSON.stringify(describeError(error));
    expect(text).toContain('people_email');
    expect(text).toContain('log.spec');
    expect(text).not.toMatch(/hypatia|theonos|insert into/i);
  });
  it.each([
    ['invalid input syntax for type uuid: "ada"', 'invalid input syntax for type uuid: …'],
    ['connect to postgres://role:secret@host/db failed', 'connect to … failed'],
    ['Unexpected token at eyJhbGciOiJFZERTQSJ9eyJhbGciOiJFZERTQSJ9abcdefgh', 'Unexpected token at …'],
    ['relation is missing', 'relation is missing'],
  ])('%s becomes %s', (message, told) => expect(withoutValues(message)).toBe(told));
});
