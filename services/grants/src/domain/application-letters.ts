import type { Application } from './application.js';
import type { Window } from './call.js';
import type { Wish } from './correspondence.js';
import { dated } from './letter.js';

export interface LetterFacts {
  readonly application: Application;
  /** the revision that it got by this change: what happens twice is told twice */
  readonly revision: number;
  readonly callTitle: string;
  readonly timeZone: string;
  /** of the full application; undefined where the call has none */
  readonly full: Window | undefined;
  /** where its applicant finds it */
  readonly link: string;
}

/** What the applicant is told by letter of the state that it came to; undefined where nothing is. */
export function letterOf({ application, revision, callTitle, timeZone, full, link }: LetterFacts): Wish | undefined {
  const { id, number, applicantId: personId, callId } = application;
  const wish = (kind: Wish['kind'], more: (at: (moment: string) => string) => Record<string, string>): Wish => ({
    key: `${kind}:${id}:${revision}`,
    kind,
    personId,
    callId,
    values: (language) => ({
      number,
      call: callTitle,
      link,
      ...more((moment) => dated(moment, timeZone, language)),
    }),
  });
  switch (application.state) {
    case 'submitted':
      return wish('application-submitted', (at) => ({ at: at(application.submittedAt) }));
    case 'returned':
      return wish('application-returned', (at) => ({ reason: application.reason, due: at(application.dueAt) }));
    case 'invited': {
      const due = application.dueAt ?? full?.closesAt;
      return wish('letter-invited', (at): Record<string, string> => (due === undefined ? {} : { due: at(due) }));
    }
    case 'not-invited':
      return wish('letter-not-invited', () => ({ reason: application.reason }));
    default:
      return undefined;
  }
}
