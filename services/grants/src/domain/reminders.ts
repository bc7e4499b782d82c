import type { Instant } from '@chiron/contracts/core';
import type { Addressee, Wish } from './correspondence.js';
import { dated, type Language } from './letter.js';
import { shownName } from './shown-name.js';
import { wallTime } from './zone.js';

/** What one reviewer still has to write for one committee. */
export interface OpenReviews {
  readonly personId: string;
  readonly committeeId: string;
  readonly committee: string;
  readonly callId: string;
  readonly call: string;
  /** of the call */
  readonly timeZone: string;
  /** this person's own deadline; null where nobody said one */
  readonly due: Instant | null;
  /** of applications that this person may know of, in order */
  readonly numbers: readonly string[];
  /** whether this person wants the weekly list */
  readonly digest: boolean;
}

/** A draft that nobody has handed in. */
export interface OpenDraft {
  readonly applicationId: string;
  readonly number: string;
  readonly applicantId: string;
  readonly callId: string;
  readonly call: string;
  readonly timeZone: string;
  readonly due: Instant;
  /** until when it is taken all the same, and called late; the deadline itself where there is no grace */
  readonly graceUntil: Instant;
}

/** Somebody who was sent a link and has not used it. */
export interface OpenLink {
  readonly subjectId: string;
  readonly purpose: 'consent' | 'approval' | 'reference';
  readonly name: string;
  readonly email: string;
  /** undefined where no name is known */
  readonly applicant: string | undefined;
  readonly applicationId: string;
  readonly callId: string;
  readonly call: string;
  readonly timeZone: string;
  readonly due: Instant;
  /** when the link was sent last */
  readonly sent: Instant;
}

/** A reminder as it will be wished for; `path` is what its link leads to. */
export type Reminder = Addressee &
  Pick<Wish, 'key' | 'kind' | 'callId'> & {
    readonly path: string;
    readonly words: (language: Language) => Readonly<Record<string, string>>;
  };

/** How long before a deadline somebody is reminded. */
const soonMs = 72 * 3_600_000;
const isSoon = (due: Instant, now: Instant): boolean => due > now && Date.parse(due) - Date.parse(now) <= soonMs;

const committeePath = (id: string): string => `/api/v1/grant-committees/${id}`;
const bullets = (lines: readonly string[]): string => lines.map((line) => `- ${line}`).join('\n');

/** Due soon and late, each once for each deadline: whoever is given longer is reminded of the new one. */
export function reviewReminders(open: readonly OpenReviews[], now: Instant): Reminder[] {
  return open.flatMap(({ personId, committeeId, committee, callId, call, timeZone, due, numbers }): Reminder[] => {
    if (due === null || numbers.length === 0) return [];
    const kind = due <= now ? 'reviews-late' : isSoon(due, now) ? 'reviews-due-soon' : undefined;
    if (!kind) return [];
    return [
      {
        key: `${kind}:${committeeId}:${personId}:${due}`,
        kind,
        personId,
        callId,
        path: committeePath(committeeId),
        words: (language) => ({ committee, call, due: dated(due, timeZone, language), list: bullets(numbers) }),
      },
    ];
  });
}

/** Before the deadline, and once more where it has passed and the call still takes what comes late. */
export function draftReminders(open: readonly OpenDraft[], now: Instant): Reminder[] {
  return open.flatMap((draft): Reminder[] => {
    const { applicationId, number, applicantId: personId, callId, call, timeZone, due, graceUntil } = draft;
    const kind = isSoon(due, now) ? 'draft-due-soon' : due <= now && now < graceUntil ? 'draft-late' : undefined;
    if (!kind) return [];
    return [
      {
        key: `${kind}:${applicationId}:${due}`,
        kind,
        personId,
        callId,
        path: `/api/v1/applications/${applicationId}`,
        words: (language) => ({
          number,
          call,
          due: dated(due, timeZone, language),
          ...(kind === 'draft-late' && { until: dated(graceUntil, timeZone, language) }),
        }),
      },
    ];
  });
}

/** Reminds of a link without sending another: the one they have goes on working, whatever they have begun with it. */
export function linkReminders(open: readonly OpenLink[], now: Instant): Reminder[] {
  return open
    .filter(({ due, sent }) => isSoon(due, now) && !isSoon(due, sent))
    .map(({ subjectId, purpose, name, email, applicant, callId, call, timeZone, due, sent }) => ({
      key: `link-due-soon:${subjectId}:${due}`,
      kind: `${purpose}-due-soon`,
      recipient: { name, email },
      callId,
      path: '',
      words: (language) => ({
        applicant: applicant ?? shownName(undefined, language),
        call,
        due: dated(due, timeZone, language),
        sent: dated(sent, timeZone, language),
      }),
    }));
}

const dueBy: Record<Language, (due: string) => string> = {
  en: (due) => `due by ${due}`,
  es: (due) => `vence el ${due}`,
};

/**
 * One letter with all that waits for a reviewer, on Mondays from seven in the institute's zone on; one a week, to those who
 * want it.
 */
export function digests(open: readonly OpenReviews[], now: Instant, zone: string): Reminder[] {
  const local = wallTime(Date.parse(now), zone);
  const monday = new Date(`${local.slice(0, 10)}T00:00:00Z`).getUTCDay() === 1;
  if (!monday || local.slice(11) < '07:00') return [];
  const wanting = open.filter(({ digest, numbers }) => digest && numbers.length > 0);
  return [...new Set(wanting.map(({ personId }) => personId))].map((personId) => ({
    key: `review-digest:${personId}:${local.slice(0, 10)}`,
    kind: 'review-digest',
    personId,
    callId: null,
    path: '/api/v1/grant-committees',
    words: (language) => ({
      list: bullets(
        wanting
          .filter((one) => one.personId === personId)
          .map(({ call, committee, numbers, due, timeZone }) =>
            [
              `${committee} (${call}): ${numbers.join(', ')}`,
              ...(due ? [dueBy[language](dated(due, timeZone, language))] : []),
            ].join('; '),
          ),
      ),
    }),
  }));
}

/** What waits for people, as it stands now. */
export abstract class OpenWork {
  abstract reviews(): Promise<OpenReviews[]>;
  abstract drafts(): Promise<OpenDraft[]>;
  abstract links(): Promise<OpenLink[]>;
}
