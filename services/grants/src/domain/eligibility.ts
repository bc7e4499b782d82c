import { fold } from './folded-text.js';
import { levelOfPosition } from './levels.js';
import { holdsOn, levelOn, type Affiliation, type PersonFacts } from './people-facts.js';
import type { Unit } from './units.js';

/**
 * Belongs today to one of these organisations, or to one that lies within it as far as that is known; names and ids
 * (`source/organisation`) are both read, in any case.
 */
export interface AffiliationRule {
  readonly rule: 'affiliation';
  readonly organisations: readonly string[];
}
/** The position that counts today is one of these: a level (`faculty`), or a source's own word for a position (`teacher`). */
export interface LevelRule {
  readonly rule: 'level';
  readonly positions: readonly string[];
}
/** Full years since the first day in one of these positions (any position where none is named). */
export interface YearsRule {
  readonly rule: 'years';
  readonly positions?: readonly string[];
  readonly atLeast?: number;
  /** fewer than this many full years have passed */
  readonly lessThan?: number;
}
/** Applications to this very call, drafts included and withdrawn ones left out. */
export interface ApplicationsInCallRule {
  readonly rule: 'applications-in-call';
  readonly atMost: number;
}
/** Submitted applications to other calls in the years before. */
export interface EarlierApplicationsRule {
  readonly rule: 'earlier-applications';
  readonly atMost: number;
  readonly withinYears: number;
}
/** Grants won in the years before. */
export interface EarlierGrantsRule {
  readonly rule: 'earlier-grants';
  readonly atMost: number;
  readonly withinYears: number;
}
export type EligibilityRule =
  AffiliationRule | LevelRule | YearsRule | ApplicationsInCallRule | EarlierApplicationsRule | EarlierGrantsRule;

/** An application of which this person is the principal investigator. */
export interface EarlierApplication {
  readonly applicationId: string;
  readonly callId: string;
  readonly state: 'draft' | 'submitted' | 'withdrawn';
  /** the day it was first submitted, in the institute's zone */
  readonly submittedOn: string | null;
  /** the day its grant was announced; null where there was none, or none is announced */
  readonly grantedOn: string | null;
}

/** What this service itself remembers of an applicant. */
export abstract class EarlierApplications {
  /** Of this person under every alias, letters and the applications that go on from them counted once. */
  abstract of(personId: string): Promise<readonly EarlierApplication[]>;
}

/** An officer lets one person pass one rule, or all, up to and including a day. */
export interface Waiver {
  readonly rule: EligibilityRule['rule'] | null;
  readonly reason: string;
  readonly until: string;
}

export interface RuleAnswer {
  readonly rule: EligibilityRule['rule'];
  /** `unknown`: the record does not say; it does not open the call, but an officer can */
  readonly outcome: 'met' | 'not-met' | 'unknown' | 'waived';
  /** what is asked */
  readonly asks: string;
  /** what the record says */
  readonly says: string;
}
export interface EligibilityAnswer {
  readonly eligible: boolean;
  readonly rules: readonly RuleAnswer[];
}

export interface EligibilityQuestion {
  readonly callId: string;
  readonly rules: readonly EligibilityRule[];
  readonly facts: PersonFacts;
  readonly earlier: readonly EarlierApplication[];
  readonly waivers: readonly Waiver[];
  /** the day in the call's own zone */
  readonly today: string;
  /** the draft that is asked about, where there is one already: it does not stand in its own way */
  readonly applicationId?: string;
}

/** Whether somebody may apply, and why or why not, rule by rule; every rule is answered, not only the first that fails. */
export function eligibility(question: EligibilityQuestion): EligibilityAnswer {
  const rules = question.rules.map((rule): RuleAnswer => {
    const answer = answerTo(rule, question);
    const waiver = question.waivers.find(
      (one) => (one.rule === null || one.rule === rule.rule) && question.today <= one.until,
    );
    if (answer.outcome === 'met' || !waiver) return answer;
    return { ...answer, outcome: 'waived', says: `${answer.says} Waived until ${waiver.until}.` };
  });
  return { eligible: rules.every(({ outcome }) => outcome === 'met' || outcome === 'waived'), rules };
}

/** What a rule asks, in one sentence for whoever thinks of applying. */
export function asks(rule: EligibilityRule): string {
  switch (rule.rule) {
    case 'affiliation':
      return `Belongs to ${listed(rule.organisations)}.`;
    case 'level':
      return `Is ${listed(rule.positions)}.`;
    case 'years': {
      const bounds = [
        ...(rule.atLeast === undefined ? [] : [`at least ${rule.atLeast}`]),
        ...(rule.lessThan === undefined ? [] : [`less than ${rule.lessThan}`]),
      ];
      const where = rule.positions ? ` as ${listed(rule.positions)}` : '';
      const one = (rule.lessThan ?? rule.atLeast) === 1;
      return `Has been there${where} for ${bounds.join(' and ')} full ${one ? 'year' : 'years'}.`;
    }
    case 'applications-in-call':
      return `Has at most ${applications(rule.atMost)} to this call.`;
    case 'earlier-applications':
      return `Has submitted at most ${applications(rule.atMost)} to other calls in the ${rule.withinYears} years before.`;
    case 'earlier-grants':
      return `Has won at most ${grants(rule.atMost)} in the ${rule.withinYears} years before.`;
  }
}

function answerTo(rule: EligibilityRule, question: EligibilityQuestion): RuleAnswer {
  return { rule: rule.rule, asks: asks(rule), ...found(rule, question) };
}

type Found = Pick<RuleAnswer, 'outcome' | 'says'>;

function found(rule: EligibilityRule, { facts, earlier, today, callId, applicationId }: EligibilityQuestion): Found {
  switch (rule.rule) {
    case 'affiliation':
      return affiliationFound(rule, facts, today);
    case 'level': {
      const level = levelOn(facts.affiliations, today);
      if (level === null) return { outcome: 'unknown', says: 'The record shows no position today.' };
      return { outcome: holds(rule.positions, level) ? 'met' : 'not-met', says: `The record shows ${told(level)}.` };
    }
    case 'years':
      return yearsFound(rule, facts, today);
    case 'applications-in-call': {
      const own = earlier.filter((one) => one.callId === callId && one.state !== 'withdrawn');
      const count = own.filter((one) => one.applicationId !== applicationId).length;
      return { outcome: count < rule.atMost ? 'met' : 'not-met', says: `There ${are(count)} ${applications(count)}.` };
    }
    case 'earlier-applications': {
      const from = yearsBefore(today, rule.withinYears);
      const count = earlier.filter(
        ({ callId: other, state, submittedOn }) =>
          other !== callId && state === 'submitted' && submittedOn !== null && submittedOn > from,
      ).length;
      const says = `The record shows ${applications(count)} since ${from}.`;
      return { outcome: count <= rule.atMost ? 'met' : 'not-met', says };
    }
    case 'earlier-grants': {
      const from = yearsBefore(today, rule.withinYears);
      const count = earlier.filter(({ grantedOn }) => grantedOn !== null && grantedOn > from).length;
      const says = `The record shows ${grants(count)} since ${from}.`;
      return { outcome: count <= rule.atMost ? 'met' : 'not-met', says };
    }
  }
}

function affiliationFound({ organisations }: AffiliationRule, { affiliations }: PersonFacts, today: string): Found {
  const now = affiliations.filter((one) => holdsOn(one, today));
  const wanted = ({ organisation, name }: Unit): boolean =>
    identified(organisations, organisation) || named(organisations, name);
  const match = now.find(wanted);
  if (match) return { outcome: 'met', says: `The record shows ${match.name}.` };
  for (const { name, within } of now) {
    const around = within.find(wanted);
    if (around) return { outcome: 'met', says: `The record shows ${name}, which lies within ${around.name}.` };
  }
  if (affiliations.length === 0) return { outcome: 'unknown', says: 'The record shows none.' };
  const others = [...new Set(now.map(({ name }) => name))];
  const says = others.length > 0 ? `The record shows ${listed(others)}.` : 'The record shows none that holds today.';
  return { outcome: 'not-met', says };
}

function yearsFound({ positions, atLeast, lessThan }: YearsRule, { affiliations }: PersonFacts, today: string): Found {
  const counting = affiliations.filter(
    ({ position }) => !positions || (position !== null && holds(positions, position)),
  );
  const first = earliest(counting);
  if (first === null) return { outcome: 'unknown', says: 'The record shows no first day.' };
  const years = fullYears(first, today);
  const met = (atLeast === undefined || years >= atLeast) && (lessThan === undefined || years < lessThan);
  const says = `The record begins on ${first}: ${years} full ${years === 1 ? 'year' : 'years'}.`;
  return { outcome: met ? 'met' : 'not-met', says };
}

function earliest(affiliations: readonly Affiliation[]): string | null {
  const days = affiliations.flatMap(({ since }) => (since === null ? [] : [since])).sort();
  return days[0] ?? null;
}

/** Full years between two days: one who began on 29 February completes a year on 1 March. */
export function fullYears(from: string, to: string): number {
  const years = Number(to.slice(0, 4)) - Number(from.slice(0, 4));
  return Math.max(0, to.slice(5) >= from.slice(5) ? years : years - 1);
}

const yearsBefore = (day: string, years: number): string =>
  `${String(Number(day.slice(0, 4)) - years).padStart(4, '0')}${day.slice(4)}`;

const identified = (list: readonly string[], id: string): boolean =>
  list.some((one) => one.trim().toLowerCase() === id.trim().toLowerCase());
/** However it is written: `Women’s Health` is `WOMEN'S HEALTH`. A name of signs alone is none. */
const named = (list: readonly string[], word: string): boolean =>
  fold(word) !== '' && list.some((one) => fold(one) === fold(word));
const holds = (positions: readonly string[], position: string): boolean => {
  const level = levelOfPosition(position);
  return named(positions, position) || (level !== undefined && named(positions, level));
};
/** The source's word, and what it means where that is another. */
const told = (position: string): string => {
  const level = levelOfPosition(position);
  return level === undefined || fold(level) === fold(position) ? position : `${position} (${level})`;
};
const listed = (words: readonly string[]): string =>
  words.length < 2 ? (words[0] ?? 'nothing') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)!}`;
const are = (count: number): string => (count === 1 ? 'is' : 'are');
const applications = (count: number): string => `${count} ${count === 1 ? 'application' : 'applications'}`;
const grants = (count: number): string => `${count} ${count === 1 ? 'grant' : 'grants'}`;
