import { coreProblems, isTimeZone, Refusal, type FieldError } from '@chiron/contracts/core';
import { draftRubric, type Criterion, type RubricContent } from '@chiron/review';
import type { Call, CallSettings, Stage } from '../domain/call.js';
import { defaultReview, type ReviewSettings } from '../domain/review-settings.js';
import { isCurrency } from '../domain/money.js';
import { ruleFaults } from '../domain/rule-faults.js';
import type { CallChange, NewCall, StageGiven } from './call-given.js';

/** What is given, but for what is absent. */
function told<T extends object>(given: T | undefined): Partial<T> {
  const entries = Object.entries(given ?? {}).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as Partial<T>;
}

const stagesOf = (given: readonly StageGiven[]): Stage[] =>
  given.map(({ stage, opensAt, closesAt, graceMinutes = 0 }) => ({ stage, opensAt, closesAt, graceMinutes }));

/** The conflict rules are one value: given, they replace what was. */
function reviewOf(given: NewCall['review'], before: ReviewSettings): ReviewSettings {
  const next = { ...before, ...told(given) } as ReviewSettings;
  return given?.conflicts ? { ...next, conflicts: JSON.parse(JSON.stringify(given.conflicts)) as never } : next;
}

/** The settings of a new call, with what is usual where nothing was said. Refuses `validation-failed`. */
export function settingsFrom(given: NewCall, instituteZone: string): CallSettings {
  check(given);
  const { title, ...page } = { title: given.title, ...told(given.page) };
  return {
    code: given.code,
    year: given.year,
    page: { title, summary: '', description: '', contact: null, language: 'en', ...page },
    timeZone: given.timeZone ?? instituteZone,
    stages: stagesOf(given.stages),
    award: { currency: 'USD', maxMinor: null, budgetMinor: null, maxGrants: null, ...told(given.award) },
    blinding: given.blinding ?? 'none',
    external: given.external ?? false,
    approverId: given.approverId ?? null,
    eligibility: given.eligibility ?? [],
    review: reviewOf(given.review, defaultReview),
  };
}

/** What a change means for this call: what is absent stays. Refuses `validation-failed`. */
export function wishFrom(given: CallChange): (call: Call) => Partial<CallSettings> {
  check(given);
  const { page, award, review, stages, ...rest } = given;
  return (call) => ({
    ...told(rest),
    ...(page && { page: { ...call.page, ...told(page) } }),
    ...(award && { award: { ...call.award, ...told(award) } }),
    ...(review && { review: reviewOf(review, call.review) }),
    ...(stages && { stages: stagesOf(stages) }),
  });
}

function check({
  eligibility,
  timeZone,
  review,
  award,
}: Pick<CallChange, 'eligibility' | 'timeZone' | 'review' | 'award'>): void {
  const errors: FieldError[] = ruleFaults(eligibility ?? []);
  if (timeZone !== undefined && !isTimeZone(timeZone))
    errors.push({ pointer: '/timeZone', detail: 'is no IANA time zone, as Europe/Madrid' });
  if (award?.currency !== undefined && !isCurrency(award.currency))
    errors.push({ pointer: '/award/currency', detail: 'is no currency of ISO 4217, as USD' });
  if (review?.rubric) errors.push(...rubricFaults(review.rubric));
  if (errors.length > 0) throw coreProblems.refuse('validation-failed', {}, errors);
}

const criterionKinds: readonly string[] = ['score', 'judgement', 'comment'] satisfies Criterion['kind'][];

/** As the review library judges it, with pointers that lead into the call. */
function rubricFaults(content: object): FieldError[] {
  const at = '/review/rubric';
  if (!Array.isArray((content as RubricContent).criteria))
    return [{ pointer: `${at}/criteria`, detail: 'must be a list of criteria' }];
  const shapes = (content as { criteria: unknown[] }).criteria.flatMap((given, i): FieldError[] => {
    const { id, title, kind } = (given ?? {}) as Partial<Criterion>;
    const fault = (name: string, detail: string) => [{ pointer: `${at}/criteria/${i}/${name}`, detail }];
    return [
      ...(typeof id === 'string' && id !== '' ? [] : fault('id', 'is needed')),
      ...(typeof title === 'string' && title !== '' ? [] : fault('title', 'is needed')),
      ...(criterionKinds.includes(kind ?? '') ? [] : fault('kind', `must be one of ${criterionKinds.join(', ')}`)),
    ];
  });
  if (shapes.length > 0) return shapes;
  try {
    draftRubric('call', content as RubricContent);
    return [];
  } catch (error) {
    if (error instanceof Refusal) return error.errors.map(({ pointer, detail }) => ({ pointer: at + pointer, detail }));
    return [{ pointer: at, detail: 'cannot be read as a rubric' }];
  }
}
