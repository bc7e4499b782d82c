import { reviewProblems } from '../problems.js';
import type { Item } from './order.js';

export type ItemState = 'waiting' | 'live' | 'done' | 'deferred';

/** One application on the agenda. */
export interface AgendaItem extends Item {
  readonly state: ItemState;
}

/** A step of the meeting as it happened, from which the minutes are drafted. */
export type MeetingStep =
  | { readonly step: 'opened'; readonly at: string; readonly by: string; readonly present: readonly string[] }
  | { readonly step: 'came' | 'left'; readonly at: string; readonly by: string; readonly person: string }
  | {
      readonly step: 'taken-up';
      readonly at: string;
      readonly by: string;
      readonly application: string;
      /** Members who had to be outside, whether or not they had come. */
      readonly out: readonly string[];
    }
  | { readonly step: 'done' | 'deferred'; readonly at: string; readonly by: string; readonly application: string }
  | {
      readonly step: 'motion';
      readonly at: string;
      readonly by: string;
      readonly application?: string;
      readonly text: string;
      readonly inFavour: number;
      readonly against: number;
      readonly abstained: number;
    }
  | { readonly step: 'closed'; readonly at: string; readonly by: string };

export interface Meeting {
  readonly state: 'planned' | 'open' | 'closed';
  readonly agenda: readonly AgendaItem[];
  /** Members who are there; those outside for one item are still present. */
  readonly present: readonly string[];
  readonly quorum: number;
  readonly log: readonly MeetingStep[];
}

/** A meeting that is planned with its agenda; the quorum is the number of members who must be there. */
export function plan(items: readonly Item[], quorum: number): Meeting {
  if (!Number.isInteger(quorum) || quorum < 1) throw new RangeError('A quorum is a whole number from 1');
  return {
    state: 'planned',
    agenda: items.map((item) => ({ ...item, state: 'waiting' })),
    present: [],
    quorum,
    log: [],
  };
}

/** Opens it. Refuses `meeting-not-open` unless it is planned, `quorum-missing`. */
export function open(meeting: Meeting, present: readonly string[], by: string, at: string): Meeting {
  mustBe(meeting, 'planned');
  const there = [...new Set(present)].sort();
  if (there.length < meeting.quorum) {
    throw reviewProblems.refuse('quorum-missing', { present: there.length, needed: meeting.quorum });
  }
  return {
    ...meeting,
    state: 'open',
    present: there,
    log: [...meeting.log, { step: 'opened', at, by, present: there }],
  };
}

/** Somebody comes or leaves; what changes nothing is not logged. */
export function comeOrLeave(meeting: Meeting, step: 'came' | 'left', person: string, by: string, at: string): Meeting {
  mustBe(meeting, 'open');
  if (meeting.present.includes(person) === (step === 'came')) return meeting;
  const present =
    step === 'came' ? [...meeting.present, person].sort() : meeting.present.filter((one) => one !== person);
  return { ...meeting, present, log: [...meeting.log, { step, at, by, person }] };
}

/**
 * Makes one item live; everybody's screen follows. Refuses `item-not-waiting` while another is live, `quorum-missing`
 * where too few are present. Those who are out for a conflict still count for the quorum of the meeting.
 */
export function takeUp(meeting: Meeting, application: string, by: string, at: string): Meeting {
  mustBe(meeting, 'open');
  const item = meeting.agenda.find((one) => one.application === application);
  const waits = item && (item.state === 'waiting' || item.state === 'deferred');
  if (!waits || liveItem(meeting)) throw reviewProblems.refuse('item-not-waiting');
  if (meeting.present.length < meeting.quorum) {
    throw reviewProblems.refuse('quorum-missing', { present: meeting.present.length, needed: meeting.quorum });
  }
  const step: MeetingStep = { step: 'taken-up', at, by, application, out: [...item.out].sort() };
  return withItem(meeting, application, 'live', step);
}

/** Ends the live item, for good or until later. Refuses `item-not-live`. */
export function settle(
  meeting: Meeting,
  application: string,
  as: 'done' | 'deferred',
  by: string,
  at: string,
): Meeting {
  mustBe(meeting, 'open');
  if (liveItem(meeting)?.application !== application) throw reviewProblems.refuse('item-not-live');
  return withItem(meeting, application, as, { step: as, at, by, application });
}

/** Records a motion with its count. Refuses `meeting-not-open`, `vote-not-valid` where more vote than are there. */
export function move(
  meeting: Meeting,
  motion: {
    readonly text: string;
    readonly application?: string;
    readonly inFavour: number;
    readonly against: number;
    readonly abstained: number;
  },
  by: string,
  at: string,
): Meeting {
  mustBe(meeting, 'open');
  const out = new Set(meeting.agenda.find((item) => item.application === motion.application)?.out);
  const room = meeting.present.filter((person) => !out.has(person)).length;
  if (motion.inFavour + motion.against + motion.abstained > room) {
    throw reviewProblems.refuse('vote-not-valid', {}, [
      { pointer: '/inFavour', detail: `More votes than the ${room} members in the room.` },
    ]);
  }
  return { ...meeting, log: [...meeting.log, { step: 'motion', at, by, ...motion, text: motion.text.trim() }] };
}

/** Closes it. Refuses `item-not-waiting` while one is live. */
export function close(meeting: Meeting, by: string, at: string): Meeting {
  mustBe(meeting, 'open');
  if (liveItem(meeting)) throw reviewProblems.refuse('item-not-waiting');
  return { ...meeting, state: 'closed', log: [...meeting.log, { step: 'closed', at, by }] };
}

export function liveItem(meeting: Meeting): AgendaItem | undefined {
  return meeting.agenda.find((item) => item.state === 'live');
}

function withItem(meeting: Meeting, application: string, state: ItemState, step: MeetingStep): Meeting {
  const agenda = meeting.agenda.map((item) => (item.application === application ? { ...item, state } : item));
  return { ...meeting, agenda, log: [...meeting.log, step] };
}

function mustBe(meeting: Meeting, state: Meeting['state']): void {
  if (meeting.state !== state) throw reviewProblems.refuse('meeting-not-open', { state: meeting.state });
}
