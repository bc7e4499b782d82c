import { checkTemplate, compose, letterKinds, money, type LetterKind } from './letter.js';
import { standardLetters } from './standard-letters.js';

describe('a letter', () => {
  it('is filled once: what a value brings is never taken for a word', () =>
    expect(compose({ subject: '{name}', body: 'Dear {name}' }, { name: '{link}', link: 'secret' })).toEqual({
      subject: '{link}',
      text: 'Dear {link}\n',
    }));
  it('loses a paragraph of which nothing is left', () =>
    expect(compose({ subject: 's', body: 'One\n\n{appeal}\n\nTwo' }, {}).text).toBe('One\n\nTwo\n'));

  it.each([
    [2_500_000, 'USD', 'en', '$25,000.00'],
    [2_500_000, 'JPY', 'en', '¥2,500,000'],
    [1_234, 'KWD', 'en', 'KWD 1.234'],
  ] as const)('writes %i of %s in %s as %s', (amount, currency, language, text) =>
    expect(money(amount, currency, language).replace(/\s/g, ' ')).toBe(text),
  );

  it.each(Object.keys(letterKinds) as LetterKind[])('%s has its standard words in every language', (kind) => {
    for (const language of ['en', 'es'] as const) {
      const template = standardLetters[language][kind];
      expect(() => checkTemplate(kind, template)).not.toThrow();
      expect(template.body).toMatch(/\{link\}|\{sent\}/);
    }
  });

  it('knows its words: another one is named with its place', () => {
    expect(() =>
      checkTemplate('decision-decline', { subject: '{number}', body: '{name} {call} {appeal} {link}' }),
    ).not.toThrow();
    const faults = (subject: string, body: string): unknown => {
      try {
        checkTemplate('decision-decline', { subject, body });
        return [];
      } catch (error) {
        return (error as { errors: { pointer: string }[] }).errors.map(({ pointer }) => pointer);
      }
    };
    expect(faults('{amount}', '{}')).toEqual(['/subject', '/body']);
    expect(faults('two\nlines', 'fine')).toEqual(['/subject']);
  });
});
