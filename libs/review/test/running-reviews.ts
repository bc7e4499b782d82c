import { Clock } from '@chiron/contracts/core';
import { uuidv7 } from 'uuidv7';
import type { PersonFacts, Phase, RubricContent } from '../src/index.js';
import {
  CommitteeResults,
  FoundConflicts,
  Reviewables,
  ReviewPeople,
  ReviewTeams,
  Rounds,
  defaultRoundSettings,
  type Reviewable,
  type Round,
  type RoundSettings,
} from '../src/mount/index.js';
import { serving } from './serving.js';

const scale = { least: 1, most: 9, best: 'least' } as const;

export const nihRubric: RubricContent = {
  criteria: [
    { id: 'idea', title: 'Idea', kind: 'score', scale, required: true },
    { id: 'advice', title: 'Advice', kind: 'comment', goesTo: 'advice' },
  ],
  overallImpact: { scale, required: true },
};

export const ids = (n: number): string[] => Array.from({ length: n }, () => uuidv7());

class Now extends Clock {
  moment = '2027-03-01T12:00:00.000Z';

  override now(): string {
    return this.moment;
  }
}

/** Committees in a service that knows nothing but what a test says. */
export async function runningReviews() {
  const rounds = new Map<string, Round>();
  const officers = new Set<string>();
  const reviewables = new Map<string, Reviewable & { roundId: string }>();
  const clock = new Now('UTC');

  class TestRounds extends Rounds {
    override round(id: string): Promise<Round | null> {
      return Promise.resolve(rounds.get(id) ?? null);
    }
    override isOfficer(personId: string): Promise<boolean> {
      return Promise.resolve(officers.has(personId));
    }
  }
  class TestReviewables extends Reviewables {
    override of(roundId: string, ids?: readonly string[]): Promise<readonly Reviewable[]> {
      const all = [...reviewables.values()].filter((one) => one.roundId === roundId);
      return Promise.resolve(ids ? all.filter((one) => ids.includes(one.id)) : all);
    }
    override content(id: string): Promise<unknown> {
      return Promise.resolve({ text: reviewables.get(id)?.title });
    }
  }
  class TestConflicts extends FoundConflicts {
    override facts(): Promise<ReadonlyMap<string, PersonFacts>> {
      return Promise.resolve(new Map());
    }
  }
  class TestPeople extends ReviewPeople {
    override names(ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
      return Promise.resolve(new Map(ids.map((id) => [id, `P ${id.slice(-4)}`])));
    }
  }
  const served = await serving({
    rounds: TestRounds,
    reviewables: TestReviewables,
    foundConflicts: TestConflicts,
    people: TestPeople,
    clock,
  });
  const { app, database, url, token, ask: call, close } = served;

  const openRound = (settings: Partial<RoundSettings> = {}): string => {
    const id = uuidv7();
    rounds.set(id, {
      id,
      title: 'Challenge grants',
      season: '2027',
      today: '2027-03-01',
      settings: { ...defaultRoundSettings, rubric: nihRubric, ...settings },
    });
    return id;
  };

  /** A committee with its members, all signed, in a phase; what is not the subject of these tests is written directly. */
  const committee = async (options: {
    settings?: Partial<RoundSettings>;
    phase?: Phase;
    members: readonly string[];
    chair?: string;
  }): Promise<string> => {
    const roundId = openRound(options.settings);
    const id = uuidv7();
    await database.query(
      `insert into review_committees (id, round_id, season, name, phase, created_by) values ($1, $2, '2027', 'Committee', $3, $1)`,
      [id, roundId, options.phase ?? 'review'],
    );
    for (const person of options.members) {
      await database.query(
        `insert into review_members (committee_id, person_id, role, capacity, added_by) values ($1, $2, $3, 100, $1)`,
        [id, person, person === options.chair ? 'chair' : 'member'],
      );
      await database.query(
        `insert into review_signings (committee_id, person_id, occasion, signed_at) values ($1, $2, 'before', now())`,
        [id, person],
      );
    }
    return id;
  };

  const application = async (committeeId: string, more: { id?: string; number?: string; asked?: number } = {}) => {
    const id = more.id ?? uuidv7();
    const [row] = await database.query<{ round_id: string }>('select round_id from review_committees where id = $1', [
      committeeId,
    ]);
    const number = more.number ?? `N-${id.slice(-6)}`;
    const asked = more.asked === undefined ? {} : { asked: more.asked };
    reviewables.set(id, {
      id,
      roundId: row!.round_id,
      number,
      title: `Title ${number}`,
      topics: [],
      abstract: '',
      team: [],
      ...asked,
    });
    await database.query(
      `insert into review_applications (application_id, committee_id, round_id, number, title, topics, search)
       values ($1, $2, $3, $4, $5, '{}', '')`,
      [id, committeeId, row!.round_id, number, `Title ${number}`],
    );
    return id;
  };

  return {
    database,
    clock,
    officers,
    rounds,
    results: () => app.get(CommitteeResults, { strict: false }),
    teams: () => app.get(ReviewTeams, { strict: false }),
    call,
    url,
    token,
    committee,
    application,
    assign: (committeeId: string, applicationId: string, person: string) =>
      database.query(
        `insert into review_assignments (id, committee_id, application_id, person_id, state) values ($1, $2, $3, $4, 'assigned')`,
        [uuidv7(), committeeId, applicationId, person],
      ),
    conflict: (applicationId: string, person: string) =>
      database.query(
        `insert into review_conflicts (id, application_id, person_id, kind, source, state)
         values ($1, $2, $3, 'collaborator', 'set-by-chair', 'confirmed')`,
        [uuidv7(), applicationId, person],
      ),
    /** Follows a meeting's events; `frames` are the screens as they came. */
    follow: async (committeeId: string, person: string) => {
      const ending = new AbortController();
      const response = await fetch(`${url}/${committeeId}/meeting/events`, {
        headers: { authorization: `Bearer ${await token(person)}` },
        signal: ending.signal,
      });
      const frames: string[] = [];
      const raw: string[] = [];
      const reading = (async () => {
        let rest = '';
        for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
          rest += chunk;
          const blocks = rest.split('\n\n');
          rest = blocks.pop()!;
          raw.push(...blocks);
          frames.push(...blocks.flatMap((block) => /^data: (.*)$/m.exec(block)?.[1] ?? []));
        }
      })().catch(() => undefined);
      return { response, frames, raw, end: () => (ending.abort(), reading) };
    },
    go: (committeeId: string, phase: Phase) =>
      database.query('update review_committees set phase = $2 where id = $1', [committeeId, phase]),
    /** Removes every trace of one application. */
    forget: async (applicationId: string): Promise<void> => {
      await served.forget(applicationId);
      reviewables.delete(applicationId);
    },
    /** A submitted review, begun, written and handed in over HTTP. */
    review: async (committeeId: string, applicationId: string, person: string, impact: number, advice = 'Go on.') => {
      const begun = await call(person, 'POST', `/${committeeId}/applications/${applicationId}/reviews`, {});
      const at = `/${committeeId}/reviews/${begun.body.id}`;
      const saved = await call(
        person,
        'PUT',
        `${at}/answers`,
        { criteria: { idea: impact }, critiques: { advice, idea: `Idea is ${impact}.` }, overallImpact: impact },
        { 'if-match': begun.headers.get('etag')! },
      );
      const done = await call(person, 'POST', `${at}/submit`, undefined, { 'if-match': saved.headers.get('etag')! });
      if (done.status !== 200) throw new Error(`not submitted: ${done.text} ${saved.text} ${begun.text}`);
      return begun.body.id as string;
    },
    close,
  };
}

export type Running = Awaited<ReturnType<typeof runningReviews>>;
