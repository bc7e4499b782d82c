import type { FieldError } from '@chiron/contracts/core';
import type { Form } from './form.js';
import { money } from './money.js';

/** Money in integer minor units (cents) of the call's currency; never a fraction. */
export interface BudgetLine {
  readonly id: string;
  readonly category: string;
  readonly description: string;
  /** the project's year, from 1 */
  readonly year: number;
  /** what is asked for */
  readonly amountMinor: number;
  /** what the department or another funder adds */
  readonly costShareMinor: number;
  readonly justification: string;
}
export interface Budget {
  readonly currency: string;
  readonly lines: readonly BudgetLine[];
  readonly revision: number;
}

export interface BudgetCategory {
  readonly id: string;
  readonly title: string;
  /** the most that may be asked for in this category, over all years */
  readonly capMinor?: number | undefined;
  /** the most as a share of all that is asked for, in percent */
  readonly capPercent?: number | undefined;
  /** a line of this category needs a justification */
  readonly justify?: boolean | undefined;
}
/** What the call says of budgets. */
export interface BudgetRules {
  readonly currency: string;
  readonly categories: readonly BudgetCategory[];
  /** the most that may be asked for altogether */
  readonly capMinor?: number | undefined;
  /** what must be added by others, as a share of what is asked for, in percent */
  readonly costSharePercent?: number | undefined;
  /** how many years the project may take */
  readonly years: number;
}

export interface Totals {
  readonly amountMinor: number;
  readonly costShareMinor: number;
  readonly categories: readonly {
    readonly category: string;
    readonly amountMinor: number;
    readonly costShareMinor: number;
  }[];
  readonly years: readonly { readonly year: number; readonly amountMinor: number; readonly costShareMinor: number }[];
}

/** What a budget field may say beside its categories and caps. */
interface MoreRules {
  readonly 'x-years'?: number;
  /** what others must add, in percent of what is asked for */
  readonly 'x-cost-share-percent'?: number;
  readonly 'x-categories': readonly { readonly 'max-percent'?: number; readonly justify?: boolean }[];
}

/** What the form's budget field asks; undefined where the form has none. */
export function budgetRules(form: Form): BudgetRules | undefined {
  for (const field of Object.values(form.properties)) {
    if (field['x-kind'] !== 'budget') continue;
    const more = field as typeof field & MoreRules;
    return {
      currency: field['x-currency'],
      capMinor: field['x-max-minor'],
      costSharePercent: more['x-cost-share-percent'],
      years: more['x-years'] ?? 1,
      categories: field['x-categories'].map((category, i) => ({
        id: category.id,
        title: category.title,
        capMinor: category['max-minor'],
        capPercent: more['x-categories'][i]!['max-percent'],
        justify: more['x-categories'][i]!.justify,
      })),
    };
  }
  return undefined;
}

export function totals(lines: readonly BudgetLine[]): Totals {
  const by = <K extends string | number>(key: (line: BudgetLine) => K) => {
    const sums = new Map<K, { amountMinor: number; costShareMinor: number }>();
    for (const line of lines) {
      const sum = sums.get(key(line)) ?? { amountMinor: 0, costShareMinor: 0 };
      sum.amountMinor += line.amountMinor;
      sum.costShareMinor += line.costShareMinor;
      sums.set(key(line), sum);
    }
    return [...sums];
  };
  const sum = (key: 'amountMinor' | 'costShareMinor') => lines.reduce((total, line) => total + line[key], 0);
  return {
    amountMinor: sum('amountMinor'),
    costShareMinor: sum('costShareMinor'),
    categories: by((line) => line.category).map(([category, both]) => ({ category, ...both })),
    years: by((line) => line.year)
      .map(([year, both]) => ({ year, ...both }))
      .sort((one, other) => one.year - other.year),
  };
}

/** Whether two budgets say the same, line by line. */
export const sameLines = (one: readonly BudgetLine[], other: readonly BudgetLine[]): boolean =>
  one.length === other.length &&
  one.every((line, i) => (Object.keys(line) as (keyof BudgetLine)[]).every((key) => line[key] === other[i]![key]));

/** What cannot be kept at all: a line nobody could read back. */
export function unusable(lines: readonly BudgetLine[], rules: BudgetRules): FieldError[] {
  const known = new Set(rules.categories.map(({ id }) => id));
  const errors: FieldError[] = [];
  const ids = new Set<string>();
  lines.forEach((line, index) => {
    const at = `/lines/${index}`;
    if (!known.has(line.category))
      errors.push({ pointer: `${at}/category`, detail: `must be one of ${[...known].join(', ')}` });
    if (ids.has(line.id)) errors.push({ pointer: `${at}/id`, detail: 'is the id of an earlier line' });
    ids.add(line.id);
  });
  return errors;
}

/**
 * What stands against handing this budget in, line by line. A draft may break every one of these rules: its text is
 * kept all the same.
 */
export function budgetFaults(budget: Budget, rules: BudgetRules): FieldError[] {
  const errors: FieldError[] = [];
  const found = (pointer: string, detail: string) => void errors.push({ pointer, detail });
  if (budget.lines.length === 0) found('/budget/lines', 'needs at least one line');
  const total = totals(budget.lines);
  const over = (asked: number, cap: number) =>
    `${money(asked, rules.currency)} is asked for, at most ${money(cap, rules.currency)} is given (${asked} and ${cap} minor units)`;
  budget.lines.forEach((line, index) => {
    const at = `/budget/lines/${index}`;
    const category = rules.categories.find(({ id }) => id === line.category);
    if (!category) return found(`${at}/category`, 'is no category of this call');
    if (line.year > rules.years) found(`${at}/year`, `must be at most ${rules.years}`);
    if (line.description.trim() === '') found(`${at}/description`, 'must say what it is for');
    if (line.amountMinor === 0 && line.costShareMinor === 0) found(`${at}/amountMinor`, 'must be more than nothing');
    if (category.justify && line.justification.trim() === '')
      found(`${at}/justification`, 'is needed in this category');
  });
  for (const { id, capMinor, capPercent } of rules.categories) {
    const asked = total.categories.find(({ category }) => category === id)?.amountMinor ?? 0;
    if (capMinor !== undefined && asked > capMinor) found('/budget/lines', `${id}: ${over(asked, capMinor)}`);
    if (capPercent !== undefined && asked * 100 > capPercent * total.amountMinor)
      found('/budget/lines', `${id}: more than ${capPercent} % of all that is asked for`);
  }
  if (rules.capMinor !== undefined && total.amountMinor > rules.capMinor)
    found('/budget', over(total.amountMinor, rules.capMinor));
  if (rules.costSharePercent !== undefined && total.costShareMinor * 100 < rules.costSharePercent * total.amountMinor)
    found('/budget', `others must add at least ${rules.costSharePercent} % of what is asked for`);
  return errors;
}
