import { isCurrency, money } from './money.js';

describe('an amount in minor units', () => {
  it.each([
    [90_000, 'USD', 'USD 900.00'],
    [1, 'USD', 'USD 0.01'],
    [123_456_789, 'EUR', 'EUR 1,234,567.89'],
    [90_000, 'JPY', 'JPY 90,000'],
    [90_000, 'KWD', 'KWD 90.000'],
    // customs show no cents of these, yet they have them
    [90_000, 'HUF', 'HUF 900.00'],
    [90_000, 'COP', 'COP 900.00'],
  ])('of %i is read in %s as “%s”', (minor, currency, text) => expect(money(minor, currency)).toBe(text));
});

it('a currency is one of ISO 4217', () => {
  expect(['USD', 'MXN', 'ABC', 'usd', ''].map(isCurrency)).toEqual([true, true, false, false, false]);
});
