import type { PersonFacts } from '../src/conflicts/find.js';
import type { RoundSettings } from '../src/mount/index.js';
import type { Answer, Mounted } from './mounted.js';

interface MemberOf {
  readonly name: string;
  readonly role?: 'member' | 'chair' | 'acting-chair';
  readonly capacity?: number;
  readonly kinds?: string[];
  readonly facts?: Partial<PersonFacts>;
}

/** A committee of a round with an officer, members as told, and what tests do with it again and again. */
export async function panel(on: Mounted, members: readonly MemberOf[], settings: Partial<RoundSettings> = {}) {
  const round = await on.round(settings);
  const { officer } = round;
  const { body } = await on.call('POST', '', officer, { body: { roundId: round.id, name: 'Panel' } });
  const id = body.id as string;
  const people: string[] = [];
  for (const { name, role = 'member', capacity = 10, kinds = [], facts = {} } of members) {
    const person = await on.person(name, facts);
    await expectDone(on.call('PUT', `/${id}/members/${person}`, officer, { body: { role, capacity, kinds } }));
    people.push(person);
  }
  const call = (method: string, path: string, person: string, body?: unknown, headers?: Record<string, string>) =>
    on.call(method, `/${id}${path}`, person, { body, headers });
  return {
    round,
    officer,
    id,
    people,
    call,
    take: () => expectDone(call('POST', '/applications', officer, {})),
    sign: (person: string) =>
      expectDone(
        call('POST', '/signings', person, {
          occasion: 'before',
          conflictsDeclared: true,
          confidentiality: true,
          aiRule: true,
        }),
      ),
    go: async (...phases: string[]) => {
      for (const to of phases) await expectDone(call('POST', '/phase', officer, { to }));
    },
    /** A review of theirs, written directly: how it comes about is not the subject of these tests. */
    review: async (applicationId: string, person: string, state: 'draft' | 'submitted' = 'draft'): Promise<void> => {
      await on.database.query(
        `insert into review_rubrics (committee_id, version, content, made_at) values ($1, 1, '{"criteria": []}', now())
         on conflict do nothing`,
        [id],
      );
      await on.database.query(
        `insert into review_reviews (id, committee_id, application_id, reviewer_id, rubric_version, state, answers,
           submitted_at, revision, changed_at) values (gen_random_uuid(), $1, $2, $3, 1, $4, '{"criteria": {}}', $5, 1, now())
         on conflict (application_id, reviewer_id)
           do update set state = excluded.state, submitted_at = excluded.submitted_at`,
        [id, applicationId, person, state, state === 'submitted' ? new Date() : null],
      );
    },
    seen: async (person: string): Promise<string[]> =>
      (await call('GET', '/applications', person)).body.items.map(
        (item: { applicationId: string }) => item.applicationId,
      ),
    assigned: async (): Promise<{ id: string; applicationId: string; personId: string; pinned: boolean }[]> =>
      (await call('GET', '/assignments?state=assigned&limit=500', officer)).body.items,
  };
}

export type Panel = Awaited<ReturnType<typeof panel>>;

/** The answer, where it is a success; else an error that says what it was. */
export async function expectDone(answer: Promise<Answer>): Promise<Answer> {
  const got = await answer;
  if (got.status >= 300) throw new Error(`${got.status} ${got.text}`);
  return got;
}

/** What an answer says, apart from the number of the occurrence and the id that was asked for. */
export const told = ({ status, body }: Answer, id: string): unknown => [
  status,
  { ...body, instance: '', detail: (body.detail as string).replaceAll(id, '…') },
];
