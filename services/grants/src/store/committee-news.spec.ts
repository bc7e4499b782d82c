import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { committeesEvents } from '@chiron/contracts/grants';
import { committeeFacts, isSpokenOf, untold, type CommitteeDeed } from '../domain/committee-facts.js';

const mount = join(import.meta.dirname, '../../../../libs/review/src/mount');
const acting = /\bact(?::| =)\s*([^;\n]*)|(?:confirm|waive|withdraw): ('conflict-[a-z]+')/g;

/** Every deed that the library notes, as its source says it; meetings and verdicts of requests are no deeds. */
function deedsOfTheLibrary(): string[] {
  const found = new Set<string>();
  for (const room of ['store', 'features']) {
    for (const name of readdirSync(join(mount, room)).filter((file) => file.endsWith('.ts'))) {
      if (name === 'run-meeting.ts') continue;
      for (const [, said, verdict] of readFileSync(join(mount, room, name), 'utf8').matchAll(acting))
        for (const [, act] of `${said ?? ''} ${verdict ?? ''}`.matchAll(/['`]([a-z][a-z-]*(?:\$\{\w+\})?)['`]/g))
          found.add(act!);
    }
  }
  const expanded: Record<string, string[]> = {
    'assignment-${state}': ['assignment-refused', 'assignment-withdrawn'],
    'signed-${occasion}': ['signed-before', 'signed-after'],
  };
  return [...found].flatMap((act) => expanded[act] ?? [act]).filter((act) => act === 'assigned' || act.includes('-')).sort(); // prettier-ignore
}

const callId = '019a8f2e-6b1c-7d35-9f00-0c6b7a1d2e60';
const committeeId = '019a8f2e-6b1c-7d35-9f00-0c6b7a1d2ea0';
const applicationId = '019a8f2e-6b1c-7d35-9f00-0c6b7a1d2e70';
const personId = '019a8f2e-6b1c-7d35-9f00-0c6b7a1d2e50';
const facts = {
  role: 'chair',
  capacity: 5,
  phase: 'review',
  from: 'bidding',
  back: false,
  reason: 'they are married',
  version: 2,
  source: 'set-by-chair',
  kind: 'personal',
  votes: 7,
};
const deed = (act: string): CommitteeDeed => ({ committeeId, act, applicationId, personId, facts });
const told = (...acts: string[]) => committeeFacts(acts.map(deed), new Map([[committeeId, callId]]));

describe('what other services hear of committees', () => {
  const acts = deedsOfTheLibrary();

  it('is settled for every deed that a committee’s log has: told, or not told for a reason', () => {
    expect(acts.length).toBeGreaterThan(30);
    expect(acts.filter((act) => !isSpokenOf(act))).toEqual([]);
    expect(Object.keys(untold).filter((act) => !acts.includes(act))).toEqual([]);
  });

  it('is an event that is published, with what it promises', () => {
    for (const act of acts)
      for (const { event, data } of told(act)) {
        expect(committeesEvents.map(({ type }) => type)).toContain(event.type);
        expect(event.schema.parse(data)).toMatchObject({ committeeId, callId });
      }
  });

  it('never says who reviews what, nor why, of which kind or how anybody voted', () => {
    for (const act of acts)
      for (const { event, data } of told(act)) {
        const said = JSON.stringify(event.schema.parse(data));
        expect([event.type, said.includes(applicationId) && said.includes(personId)]).toEqual([event.type, false]);
        expect(said).not.toMatch(/married|personal|score/);
      }
  });

  it('is nothing of what would tell before the announcement how an application stands', () =>
    expect(told(...Object.keys(untold))).toEqual([]));

  it('counts the assignments of one run, once for each committee', () => {
    const [one, ...more] = told('assigned', 'assigned', 'assigned');
    expect([one!.data, more]).toEqual([{ committeeId, callId, assignments: 3 }, []]);
  });
});
