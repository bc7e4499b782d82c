import type { FieldError } from '@chiron/contracts/core';
import type { EligibilityRule } from './eligibility.js';

type Members = Readonly<Record<string, unknown>>;

/** What each rule is told by, and what it may be told. */
const members: Readonly<
  Record<EligibilityRule['rule'], { readonly needs: readonly string[]; readonly may: readonly string[] }>
> = {
  affiliation: { needs: ['organisations'], may: [] },
  level: { needs: ['positions'], may: [] },
  years: { needs: [], may: ['positions', 'atLeast', 'lessThan'] },
  'applications-in-call': { needs: ['atMost'], may: [] },
  'earlier-applications': { needs: ['atMost', 'withinYears'], may: [] },
  'earlier-grants': { needs: ['atMost', 'withinYears'], may: [] },
};
export const ruleNames = Object.keys(members) as EligibilityRule['rule'][];

/** What keeps these from being rules of eligibility; nothing where they are. */
export function ruleFaults(rules: readonly unknown[], at = '/eligibility'): FieldError[] {
  return rules.flatMap((given, i) => {
    const pointer = `${at}/${i}`;
    if (typeof given !== 'object' || given === null) return [{ pointer, detail: 'must be a rule' }];
    const rule = given as Members;
    const name = String(rule['rule']) as EligibilityRule['rule'];
    if (!ruleNames.includes(name))
      return [{ pointer: `${pointer}/rule`, detail: `must be one of ${ruleNames.join(', ')}` }];
    const { needs, may } = members[name];
    const errors = needs
      .filter((key) => rule[key] === undefined)
      .map((key) => ({ pointer: `${pointer}/${key}`, detail: 'is needed' }));
    for (const [key, value] of Object.entries(rule)) {
      if (key === 'rule') continue;
      const fault = [...needs, ...may].includes(key) ? valueFault(key, value) : 'is not known here';
      if (fault)
        errors.push({ pointer: `${pointer}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`, detail: fault });
    }
    if (name === 'years' && rule['atLeast'] === undefined && rule['lessThan'] === undefined)
      errors.push({ pointer, detail: 'must say atLeast or lessThan' });
    if (name === 'years' && Number(rule['lessThan'] ?? Infinity) <= Number(rule['atLeast'] ?? -1))
      errors.push({ pointer: `${pointer}/lessThan`, detail: 'must be more than atLeast' });
    if (name === 'applications-in-call' && rule['atMost'] === 0)
      errors.push({ pointer: `${pointer}/atMost`, detail: 'must be at least 1, or nobody can apply' });
    return errors;
  });
}

function valueFault(key: string, value: unknown): string | undefined {
  if (key === 'organisations' || key === 'positions') {
    const fits =
      Array.isArray(value) &&
      value.length >= 1 &&
      value.length <= 100 &&
      value.every((one) => typeof one === 'string' && one.trim() !== '' && one.length <= 300);
    return fits ? undefined : 'must be a list of 1 to 100 names';
  }
  const [least, most] = key === 'atMost' ? [0, 1_000] : [0, 100];
  return Number.isSafeInteger(value) && (value as number) >= least && (value as number) <= most
    ? undefined
    : `must be a whole number from ${least} to ${most}`;
}
