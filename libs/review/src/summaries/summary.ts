import type { FieldError } from '@chiron/contracts/core';
import { totalOf, type Answer, type Answers, type Rubric } from '../forms/rubric.js';
import { reviewProblems } from '../problems.js';

/** A submitted review with the rubric it was written with. */
export interface Reviewed {
  readonly answers: Answers;
  readonly rubric: Rubric;
}

export interface SummaryText {
  readonly strengths: string;
  readonly weaknesses: string;
  readonly advice: string;
}

/** `approved` is ready for release; what is released is frozen. */
export interface Summary extends SummaryText {
  readonly application: string;
  readonly state: 'draft' | 'approved';
  readonly revision: number;
  readonly approvedBy?: string;
  readonly approvedAt?: string;
}

/** One review as the applicant reads it: no name, no id, nothing that was for the committee alone. */
export interface AnonymousCritique {
  readonly label: string;
  readonly criteria: readonly {
    readonly title: string;
    readonly score?: number | 'n/a';
    readonly sufficient?: boolean;
    readonly text?: string;
  }[];
}

const PARTS = ['strengths', 'weaknesses', 'advice'] as const;

/** Words of each part at most. */
export const SUMMARY_WORDS = 2000;

/**
 * Drafts the summary from critiques: comments go where the rubric says; the critique of a scored criterion counts as a
 * strength in the better half of its scale and as a weakness in the other. Texts stand unsigned, in the order of the
 * rubric; equal texts once. An officer edits it, the chair's side approves it.
 */
export function draftSummary(reviews: readonly Reviewed[]): SummaryText {
  const parts: Record<(typeof PARTS)[number], string[]> = { strengths: [], weaknesses: [], advice: [] };
  for (const { title, to, text } of reviews.flatMap(pieces)) {
    const line = title === '' ? text : `${title}: ${text}`;
    if (!parts[to].includes(line)) parts[to].push(line);
  }
  return Object.fromEntries(PARTS.map((part) => [part, parts[part].sort().join('\n\n')])) as unknown as SummaryText;
}

/** Puts a new text into a draft; an approved one becomes a draft again and needs approval anew. */
export function editSummary(summary: Summary, text: SummaryText): Summary {
  const errors: FieldError[] = [];
  for (const part of PARTS) {
    const words = text[part].trim() === '' ? 0 : text[part].trim().split(/\s+/u).length;
    if (words > SUMMARY_WORDS)
      errors.push({ pointer: `/${part}`, detail: `${words} words; at most ${SUMMARY_WORDS}.` });
  }
  if (errors.length > 0) throw reviewProblems.refuse('summary-not-valid', {}, errors);
  const { application, revision } = summary;
  const { strengths, weaknesses, advice } = text;
  return { application, strengths, weaknesses, advice, state: 'draft', revision: revision + 1 };
}

/** Approves it for release. Refuses `summary-not-draft`, `summary-not-valid` where it says nothing. */
export function approveSummary(summary: Summary, by: string, at: string): Summary {
  if (summary.state !== 'draft') throw reviewProblems.refuse('summary-not-draft', { state: summary.state });
  if (PARTS.every((part) => summary[part].trim() === '')) {
    throw reviewProblems.refuse('summary-not-valid', {}, [{ pointer: '/strengths', detail: 'The summary is empty.' }]);
  }
  return { ...summary, state: 'approved', approvedBy: by, approvedAt: at, revision: summary.revision + 1 };
}

/**
 * The critiques as they go to the applicant, in an order that tells nothing of who wrote them (by their texts). Scores
 * of criteria go with them, whether or not the application was discussed; the overall impact never does.
 */
export function anonymous(reviews: readonly Reviewed[]): readonly AnonymousCritique[] {
  return reviews
    .map(({ answers, rubric }) => ({
      criteria: rubric.criteria.flatMap((criterion) => {
        if (criterion.kind === 'comment' && criterion.goesTo === 'committee-only') return [];
        const text = answers.critiques?.[criterion.id]?.trim();
        const value = answers.criteria[criterion.id];
        if (!text && value === undefined) return [];
        return [{ title: criterion.title, ...shown(value), ...(text ? { text } : {}) }];
      }),
      total: totalOf(rubric, answers),
    }))
    .map(({ criteria }) => ({ criteria, key: JSON.stringify(criteria) }))
    .sort((one, other) => (one.key < other.key ? -1 : 1))
    .map(({ criteria }, i) => ({ label: `Critique ${i + 1}`, criteria }));
}

function shown(value: Answer | undefined): { score?: number | 'n/a'; sufficient?: boolean } {
  if (value === undefined) return {};
  return typeof value === 'object' ? { sufficient: value.sufficient } : { score: value };
}

function pieces({ answers, rubric }: Reviewed): { title: string; to: (typeof PARTS)[number]; text: string }[] {
  return rubric.criteria.flatMap((criterion) => {
    const value = answers.criteria[criterion.id];
    const text = answers.critiques?.[criterion.id]?.trim() ?? '';
    if (criterion.kind === 'comment') {
      return text === '' || criterion.goesTo === 'committee-only' ? [] : [{ title: '', to: criterion.goesTo, text }];
    }
    if (criterion.kind === 'judgement') {
      const judged = typeof value === 'object' ? value : undefined;
      const reason = [text, judged?.sufficient === false ? (judged.reason?.trim() ?? '') : '']
        .filter(Boolean)
        .join(' ');
      return reason === ''
        ? []
        : [{ title: criterion.title, to: judged?.sufficient ? 'strengths' : 'weaknesses', text: reason }];
    }
    if (text === '') return [];
    if (typeof value !== 'number') return [{ title: criterion.title, to: 'advice' as const, text }];
    const { least, most, best } = criterion.scale;
    const share = (value - least) / (most - least);
    const good = best === 'least' ? share <= 0.5 : share >= 0.5;
    return [{ title: criterion.title, to: good ? ('strengths' as const) : ('weaknesses' as const), text }];
  });
}
