import {
  budgetFaults,
  budgetRules,
  totals,
  unusable,
  type Budget,
  type BudgetLine,
  type BudgetRules,
} from './budget.js';
import type { Form } from './form.js';

const line: BudgetLine = {
  id: 'l1',
  category: 'people',
  description: 'Coordinator',
  year: 1,
  amountMinor: 60_000,
  costShareMinor: 0,
  justification: '0.1 FTE',
};
const travel: BudgetLine = { ...line, id: 'l2', category: 'travel', amountMinor: 20_000, costShareMinor: 30_000 };
const rules: BudgetRules = {
  currency: 'USD',
  years: 2,
  categories: [
    { id: 'people', title: 'People', justify: true, capMinor: 60_000 },
    { id: 'travel', title: 'Travel', capPercent: 25 },
  ],
  capMinor: 80_000,
  costSharePercent: 37.5,
};
const budget = (...lines: BudgetLine[]): Budget => ({ currency: 'USD', lines, revision: 1 });
const pointers = (...lines: BudgetLine[]) => budgetFaults(budget(...lines), rules).map(({ pointer }) => pointer);

describe('a budget', () => {
  it('adds up by category and year, in whole minor units', () =>
    expect(totals([line, travel, { ...line, id: 'l3', year: 2, amountMinor: 1 }])).toEqual({
      amountMinor: 80_001,
      costShareMinor: 30_000,
      categories: [
        { category: 'people', amountMinor: 60_001, costShareMinor: 0 },
        { category: 'travel', amountMinor: 20_000, costShareMinor: 30_000 },
      ],
      years: [
        { year: 1, amountMinor: 80_000, costShareMinor: 30_000 },
        { year: 2, amountMinor: 1, costShareMinor: 0 },
      ],
    }));

  it('at every cap is fine', () => expect(pointers(line, travel)).toEqual([]));

  it.each<[string, BudgetLine[], string]>([
    ['nothing', [], '/budget/lines'],
    [
      'one unit above the cap of a category',
      [
        { ...line, amountMinor: 60_001 },
        { ...travel, amountMinor: 19_999 },
      ],
      '/budget/lines',
    ],
    ['more than its share in a category', [{ ...line, amountMinor: 59_999 }, travel], '/budget/lines'],
    ['one unit above all there is', [line, { ...travel, amountMinor: 20_001 }], '/budget'],
    ['too little from others', [line, { ...travel, costShareMinor: 29_999 }], '/budget'],
    [
      'no justification where one is needed',
      [{ ...line, justification: ' ' }, travel],
      '/budget/lines/0/justification',
    ],
    ['a year beyond the project', [line, { ...travel, year: 3 }], '/budget/lines/1/year'],
    [
      'a line for nothing',
      [line, travel, { ...travel, id: 'l3', amountMinor: 0, costShareMinor: 0 }],
      '/budget/lines/2/amountMinor',
    ],
    ['a line that says nothing', [line, { ...travel, description: '' }], '/budget/lines/1/description'],
  ])('of %s says so at its line', (_, lines, pointer) => expect(pointers(...lines)).toContain(pointer));

  it('tells a cap in the unit that people count in, beside the minor units', () => {
    const yen = { ...rules, currency: 'JPY', costSharePercent: 0 };
    const [category, all] = budgetFaults(budget({ ...line, amountMinor: 90_000 }), yen);
    expect(category!.detail).toBe('people: JPY 90,000 is asked for, at most JPY 60,000 is given (90000 and 60000 minor units)'); // prettier-ignore
    expect(all!.detail).toBe('JPY 90,000 is asked for, at most JPY 80,000 is given (90000 and 80000 minor units)');
  });

  it('keeps what breaks a rule, and not what nobody could read back', () => {
    expect(unusable([{ ...line, amountMinor: 99_999_999 }], rules)).toEqual([]);
    expect(unusable([line, { ...line, category: 'boats' }], rules).map(({ pointer }) => pointer)).toEqual([
      '/lines/1/category',
      '/lines/1/id',
    ]);
  });

  it('has the rules that the form’s field gives', () => {
    const form = {
      properties: {
        money: {
          'x-kind': 'budget',
          title: 'Budget',
          'x-currency': 'USD',
          'x-max-minor': 5,
          'x-categories': [{ id: 'people', title: 'People', 'max-minor': 3, justify: true }],
        },
      },
    } as unknown as Form;
    expect(budgetRules(form)).toEqual({
      currency: 'USD',
      capMinor: 5,
      costSharePercent: undefined,
      years: 1,
      categories: [{ id: 'people', title: 'People', capMinor: 3, capPercent: undefined, justify: true }],
    });
    expect(budgetRules({ properties: {} } as unknown as Form)).toBeUndefined();
  });
});
