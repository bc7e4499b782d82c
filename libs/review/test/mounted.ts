import { uuidv7 } from 'uuidv7';
import type { PersonFacts } from '../src/conflicts/find.js';
import { OnAssignmentsEnded } from '../src/mount/features/on-assignments-ended.js';
import { Allotments, ReviewTeams, type RoundSettings } from '../src/mount/index.js';
import { TestAliases1795300999000, TestFacts, TestPeople, TestReviewables, TestRounds, TestService1795300000500 } from './ports.js'; // prettier-ignore
import { serving, type Answer } from './serving.js';

export type { Answer };

/** Committees in a service with tables of its own for rounds, applications, facts and merges. */
export async function mounted() {
  const served = await serving({
    rounds: TestRounds,
    reviewables: TestReviewables,
    foundConflicts: TestFacts,
    people: TestPeople,
    before: [TestService1795300000500],
    after: [TestAliases1795300999000],
  });
  const { app, database, url, token, close } = served;

  let letters = 0;
  const person = async (name: string, facts: Partial<PersonFacts> = {}): Promise<string> => {
    const id = uuidv7();
    await database.query('insert into facts values ($1, $2, $3)', [id, name, JSON.stringify(facts)]);
    return id;
  };

  return {
    database,
    call: (
      method: string,
      path: string,
      personId: string,
      { body, headers }: { body?: unknown; headers?: Record<string, string> } = {},
    ): Promise<Answer> => served.ask(personId, method, path, body, headers),
    person,
    url,
    token,
    /** As after a start: looks for what was left open. */
    look: () => app.get(OnAssignmentsEnded, { strict: false }).onApplicationBootstrap(),
    /** Resolves once what ended is given to others. */
    settled: () => app.get(OnAssignmentsEnded, { strict: false }).settled(),
    teams: app.get(ReviewTeams, { strict: false }),
    allotments: app.get(Allotments, { strict: false }),
    /** A round with one officer. */
    round: async (settings: Partial<RoundSettings> = {}, today = '2027-03-01') => {
      const [id, officer] = [uuidv7(), await person('Olga Officer')];
      await database.query('insert into rounds values ($1, $2, $3, $4)', [id, 'A round', today, JSON.stringify(settings)]); // prettier-ignore
      await database.query('insert into officers values ($1, $2)', [id, officer]);
      return { id, officer };
    },
    /** An application that is ready for review. */
    application: async (
      roundId: string,
      { team = [], topics = [], abstract = 'Nothing special.', title = 'A title', hostUnit = null as string | null }: {
        team?: string[]; topics?: string[]; abstract?: string; title?: string; hostUnit?: string | null;
      } = {}, // prettier-ignore
    ): Promise<string> => {
      const id = uuidv7();
      const number = `2027-TEST-${(1_000 + ((++letters * 7_919) % 9_000)).toString(36).toUpperCase()}`;
      await database.query('insert into applications values ($1, $2, $3, $4, $5, $6, $7, $8, true)', [
        id, roundId, number, title, topics, abstract, team, hostUnit,
      ]); // prettier-ignore
      return id;
    },
    merge: (personId: string, into: string) => database.query('insert into aliases values ($1, $2)', [personId, into]),
    /** Removes every trace of one application, so that the world is as if it had never been. */
    forget: async (applicationId: string): Promise<void> => {
      await served.forget(applicationId);
      await database.query('delete from applications where id = $1', [applicationId]);
    },
    close,
  };
}

export type Mounted = Awaited<ReturnType<typeof mounted>>;
