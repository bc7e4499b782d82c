import type { FieldError } from '@chiron/contracts/core';
import { reviewProblems } from '../problems.js';

/** For example 1 to 9 where 1 is best (NIH), or 0 to 5 where 5 is. */
export interface Scale {
  readonly least: number;
  readonly most: number;
  readonly best: 'least' | 'most';
  /** Steps between values; whole numbers where it does not say. */
  readonly step?: number;
}

interface CriterionBase {
  readonly id: string;
  readonly title: string;
  readonly guidance?: string;
  readonly required?: boolean;
  /** Words of the critique that goes with it. */
  readonly critique?: { readonly least?: number; readonly most?: number };
}

export interface ScoredCriterion extends CriterionBase {
  readonly kind: 'score';
  readonly scale: Scale;
  /** Share in the total; 1 where it does not say. */
  readonly weight?: number;
  /** Shown beside the total, not counted in it. */
  readonly independent?: boolean;
  readonly mayBeNotApplicable?: boolean;
}

/** Sufficient or not; *not* needs a reason. Never part of the total. */
export interface JudgedCriterion extends CriterionBase {
  readonly kind: 'judgement';
}

/** Text only; says where it goes. What is for the committee alone never reaches the applicant. */
export interface CommentCriterion extends CriterionBase {
  readonly kind: 'comment';
  readonly goesTo: 'strengths' | 'weaknesses' | 'advice' | 'committee-only';
}

export type Criterion = ScoredCriterion | JudgedCriterion | CommentCriterion;

export interface RubricContent {
  readonly criteria: readonly Criterion[];
  /** The reviewer's own overall impact; it is asked for, never computed from the criteria. */
  readonly overallImpact?: { readonly scale: Scale; readonly required: boolean };
}

export interface Rubric extends RubricContent {
  readonly id: string;
  /** Counts from 1. Every review names the version it was written with. */
  readonly version: number;
}

/** `'n/a'` is an answer that is not counted; an absent one is missing. */
export type Answer = number | 'n/a' | { readonly sufficient: boolean; readonly reason?: string };

export interface Answers {
  readonly criteria: Readonly<Record<string, Answer | undefined>>;
  readonly critiques?: Readonly<Record<string, string | undefined>>;
  readonly overallImpact?: number;
}

export interface RubricChange {
  readonly rubric: Rubric;
  /** True where reviews existed: they keep the old version, and everybody must be told. */
  readonly newVersion: boolean;
}

/** Makes version 1. Refuses `rubric-not-valid`. */
export function draftRubric(id: string, content: RubricContent): Rubric {
  checkContent(content);
  return { ...content, id, version: 1 };
}

/**
 * Changes a rubric in place as long as no review uses it; once reviews exist it is locked and a new version is made. The
 * score that is ranked keeps its scale then: reviews of both versions stand in one ranking. Refuses `rubric-not-valid`.
 */
export function changeRubric(rubric: Rubric, content: RubricContent, reviews: number): RubricChange {
  checkContent(content);
  const newVersion = reviews > 0;
  if (newVersion) mustMeasureAlike(rubric, content);
  return { rubric: { ...content, id: rubric.id, version: rubric.version + (newVersion ? 1 : 0) }, newVersion };
}

/**
 * Σ weight × value / Σ weight over the criteria that were answered. *N/A* and missing answers are left out of both sums:
 * they are never zero. Null where nothing counted was answered.
 */
export function totalOf(rubric: RubricContent, answers: Answers): number | null {
  let sum = 0;
  let weights = 0;
  for (const criterion of rubric.criteria) {
    const value = answers.criteria[criterion.id];
    if (criterion.kind !== 'score' || criterion.independent || typeof value !== 'number') continue;
    const weight = criterion.weight ?? 1;
    sum += weight * value;
    weights += weight;
  }
  return weights > 0 ? sum / weights : null;
}

/**
 * What is wrong with the answers, field by field. A draft may lack anything but must not hold an impossible value; a
 * review that is submitted must also be complete.
 */
export function faultsOf(rubric: RubricContent, answers: Answers, as: 'draft' | 'submitted'): readonly FieldError[] {
  const faults: FieldError[] = [];
  const known = new Set(rubric.criteria.map((criterion) => criterion.id));
  for (const id of Object.keys(answers.criteria)) {
    if (!known.has(id))
      faults.push({ pointer: pointerTo('criteria', id), detail: 'The rubric has no such criterion.' });
  }
  for (const id of Object.keys(answers.critiques ?? {})) {
    if (!known.has(id))
      faults.push({ pointer: pointerTo('critiques', id), detail: 'The rubric has no such criterion.' });
  }
  for (const criterion of rubric.criteria) {
    const value = answers.criteria[criterion.id];
    const wrong = value === undefined ? missing(criterion, as) : faultOf(criterion, value, as);
    if (wrong) faults.push({ pointer: pointerTo('criteria', criterion.id), detail: wrong });
    const long = critiqueFault(criterion, answers.critiques?.[criterion.id] ?? '', as);
    if (long) faults.push({ pointer: pointerTo('critiques', criterion.id), detail: long });
  }
  const overall = rubric.overallImpact;
  if (answers.overallImpact === undefined) {
    if (overall?.required && as === 'submitted') {
      faults.push({ pointer: '/overallImpact', detail: 'Give your own overall impact; it is not computed.' });
    }
  } else if (!overall) {
    faults.push({ pointer: '/overallImpact', detail: 'The rubric asks for no overall impact.' });
  } else if (!holds(overall.scale, answers.overallImpact)) {
    faults.push({ pointer: '/overallImpact', detail: scaleText(overall.scale) });
  }
  return faults;
}

/** Refuses `review-not-complete` with every field at fault. */
export function mustBeComplete(rubric: RubricContent, answers: Answers): void {
  const faults = faultsOf(rubric, answers, 'submitted');
  if (faults.length > 0) throw reviewProblems.refuse('review-not-complete', { fields: faults.length }, faults);
}

function missing(criterion: Criterion, as: 'draft' | 'submitted'): string | null {
  if (as === 'draft' || criterion.required === false || criterion.kind === 'comment') return null;
  if (criterion.kind === 'score' && criterion.mayBeNotApplicable) return 'Give a score, or say that it does not apply.';
  return criterion.required ? 'An answer is required.' : null;
}

function faultOf(criterion: Criterion, value: Answer, as: 'draft' | 'submitted'): string | null {
  if (criterion.kind === 'comment') return 'This is text only: it stands among the critiques.';
  if (criterion.kind === 'judgement') {
    if (typeof value !== 'object') return 'Say whether it is sufficient.';
    if (!value.sufficient && !value.reason?.trim() && as === 'submitted') return 'Say why it is not sufficient.';
    return null;
  }
  if (value === 'n/a') return criterion.mayBeNotApplicable ? null : 'This criterion always applies: give a score.';
  return typeof value === 'number' && holds(criterion.scale, value) ? null : scaleText(criterion.scale);
}

function critiqueFault(criterion: Criterion, text: string, as: 'draft' | 'submitted'): string | null {
  const needed = criterion.kind === 'comment' && criterion.required ? 1 : 0;
  const limits = { ...criterion.critique, least: Math.max(criterion.critique?.least ?? 0, needed) };
  const words = text.trim() === '' ? 0 : text.trim().split(/\s+/u).length;
  if (limits.most !== undefined && words > limits.most) return `${words} words; at most ${limits.most}.`;
  if (as === 'submitted' && words < limits.least) return `${words} words; at least ${limits.least}.`;
  return null;
}

/** Whether the scale has this value. */
export function holds(scale: Scale, value: number): boolean {
  const steps = (value - scale.least) / (scale.step ?? 1);
  return value >= scale.least && value <= scale.most && Math.abs(steps - Math.round(steps)) < 1e-9;
}

function scaleText({ least, most, best, step }: Scale): string {
  const steps = step === undefined || step === 1 ? 'a whole number' : `a number in steps of ${step}`;
  return `Give ${steps} from ${least} to ${most}; ${best === 'least' ? least : most} is best.`;
}

function checkContent({ criteria, overallImpact }: RubricContent): void {
  const errors: FieldError[] = [];
  const fault = (pointer: string, detail: string): unknown => errors.push({ pointer, detail });
  const seen = new Set<string>();
  if (criteria.length === 0 && !overallImpact) fault('/criteria', 'A rubric asks for something.');
  criteria.forEach((criterion, i) => {
    const at = `/criteria/${i}`;
    if (seen.has(criterion.id)) fault(`${at}/id`, `There are two criteria ${criterion.id}.`);
    seen.add(criterion.id);
    const { least = 0, most = Infinity } = criterion.critique ?? {};
    if (least < 0 || most < least) fault(`${at}/critique`, 'The least number of words is above the most.');
    if (!/^[a-z][a-z0-9-]{0,63}$/.test(criterion.id) || criterion.id in {}) {
      fault(`${at}/id`, 'An id has small letters, digits and hyphens, and begins with a letter.');
    }
    if (criterion.kind === 'comment' && !GOALS.includes(criterion.goesTo)) {
      fault(`${at}/goesTo`, `Say where it goes: ${GOALS.join(', ')}.`);
    }
    if (criterion.kind !== 'score') return;
    if (!wellFormed(criterion.scale)) fault(`${at}/scale`, 'A scale goes from less to more in steps above zero.');
    const weight = criterion.weight ?? 1;
    if (!(weight > 0 && weight < Infinity)) {
      fault(`${at}/weight`, 'A weight is above zero; to show without counting, make the criterion independent.');
    }
  });
  const counted = criteria.filter((c): c is ScoredCriterion => c.kind === 'score' && !c.independent);
  const directions = new Set(counted.map((criterion) => criterion.scale?.best));
  if (directions.size > 1) fault('/criteria', 'Scales that count together must agree which end is best.');
  if (overallImpact && !wellFormed(overallImpact.scale))
    fault('/overallImpact/scale', 'A scale goes from less to more.');
  if (errors.length > 0) throw reviewProblems.refuse('rubric-not-valid', {}, errors);
}

/** The scale of what is ranked: the overall impact's where it is asked for, else that of the totals; null where neither is. */
export function rankedScale({ overallImpact, criteria }: RubricContent): Pick<Scale, 'least' | 'most' | 'best'> | null {
  if (overallImpact) return overallImpact.scale;
  const counted = criteria.filter((one): one is ScoredCriterion => one.kind === 'score' && !one.independent);
  if (counted.length === 0) return null;
  return {
    least: Math.min(...counted.map(({ scale }) => scale.least)),
    most: Math.max(...counted.map(({ scale }) => scale.most)),
    best: counted[0]!.scale.best,
  };
}

function mustMeasureAlike(before: RubricContent, after: RubricContent): void {
  const [one, other] = [rankedScale(before), rankedScale(after)];
  const alike =
    !before.overallImpact === !after.overallImpact &&
    (['least', 'most', 'best'] as const).every((part) => one?.[part] === other?.[part]);
  if (alike) return;
  const pointer = after.overallImpact || before.overallImpact ? '/overallImpact/scale' : '/criteria';
  const detail = 'Reviews exist: what is ranked keeps its scale.';
  throw reviewProblems.refuse('rubric-not-valid', {}, [{ pointer, detail }]);
}

const GOALS: readonly string[] = ['strengths', 'weaknesses', 'advice', 'committee-only'];

function wellFormed(scale: Scale | undefined): boolean {
  if (!scale) return false;
  const { least, most, step = 1 } = scale;
  return Number.isFinite(least) && Number.isFinite(most) && least < most && step > 0 && step <= most - least;
}

function pointerTo(part: string, id: string): string {
  return `/${part}/${id.replaceAll('~', '~0').replaceAll('/', '~1')}`;
}
