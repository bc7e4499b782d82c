import { Clock } from '@chiron/contracts/core';
import { grantsTopics } from '@chiron/contracts/grants';
import { Messaging, Outbox } from '@chiron/messaging';
import { Database, openDataSource } from '@chiron/postgres';
import { postgres } from '@chiron/testing';
import type { ReviewTeams } from '@chiron/review/mount';
import { uuidv7 } from 'uuidv7';
import { migrations } from '../app.module.js';
import { editable, start, submit, withdraw } from '../domain/application.js';
import { within } from '../domain/dossier.js';
import { lettersPerDay } from '../domain/links.js';
import { add, answer } from '../domain/team.js';
import type { ApplicationLetters } from './application-letters.pg.js';
import { ApplicationNews } from './application-news.pg.js';
import { PgApplications } from './applications.pg.js';
import { PgAudit } from './audit.pg.js';
import { Dossiers } from './dossiers.pg.js';
import { PgDrafts } from './drafts.pg.js';
import { PgLinks } from './links.pg.js';
import { PgPeopleFacts } from './people-facts.pg.js';

const window = {
  stage: 'full' as const,
  opensAt: '2026-11-01T13:00:00.000Z',
  closesAt: '2026-12-15T22:00:00.000Z',
  graceUntil: '2026-12-15T22:00:00.000Z',
};
const now = '2026-12-01T09:00:00.000Z';
const callId = uuidv7();
let database: Database;
let drop: () => Promise<void>;
let applications: PgApplications;
let drafts: PgDrafts;
let links: PgLinks;
const told: string[] = [];

beforeAll(async () => {
  const made = await postgres();
  drop = made.drop;
  database = new Database(
    await openDataSource({ url: made.url, applicationName: 'grants-test', entities: [], migrations }),
  );
  const outbox = new Outbox(new Messaging({ service: 'grants', bus: 'none', publishes: grantsTopics, reactions: [] }));
  const committees = {
    set: (id: string, persons: readonly string[]) => Promise.resolve(void told.push(`${id} has ${persons.length}`)),
    left: (id: string) => Promise.resolve(void told.push(`${id} left`)),
  } as unknown as ReviewTeams;
  const letters = { write: () => Promise.resolve() } as unknown as ApplicationLetters;
  const dossiers = new Dossiers(database, new PgPeopleFacts(database, new Clock('UTC')), {
    of: () => Promise.resolve({ counts: {}, faults: [] }),
  });
  applications = new PgApplications(
    database,
    dossiers,
    new ApplicationNews(outbox, committees, new PgAudit(database), letters),
  );
  drafts = new PgDrafts(database);
  links = new PgLinks(database);
  await database.query(
    `insert into calls (id, code, state, settings, created_at, created_by, revision) values ($1, 'C', 'published', '{}', now(), 'x', 1)`,
    [callId],
  );
});
afterAll(async () => {
  await database.dataSource.destroy();
  await drop();
});

const begin = async (applicantId = uuidv7(), ending?: string): Promise<string> => {
  const id = uuidv7();
  await applications.begin(
    { callId, stage: 'full', applicantId },
    { answers: {}, title: '', teamOf: null },
    (others, four) =>
      start({ id, number: `C-${ending ?? four}`, callId, stage: 'full', formVersion: 1, applicantId, window, now, obstacles: [], others, allowed: 1 }), // prettier-ignore
  );
  return id;
};
const count = async (table: string, where: string, params: unknown[] = []): Promise<number> =>
  (await database.query<{ n: number }>(`select count(*)::int as n from ${table} where ${where}`, params))[0]!.n;
const member = {
  name: 'Bo',
  email: 'bo@example.edu',
  orcid: null,
  role: 'mentor',
  access: 'none',
  contributions: [],
} as const;

describe('applications under many hands', () => {
  it('forty begun at once have forty numbers that follow no order, and one event each', async () => {
    const ids = await Promise.all(Array.from({ length: 40 }, () => begin()));
    const rows = await database.query<{ number: string }>(
      'select number from applications where id = any($1) order by id',
      [ids],
    );
    expect(new Set(rows.map(({ number }) => number)).size).toBe(40);
    expect(rows.every(({ number }) => /^C-[2-9A-HJKMNP-Z]{4}$/.test(number))).toBe(true);
    expect(rows.map(({ number }) => number)).not.toEqual(rows.map(({ number }) => number).sort());
    expect(await count('outbox', 'key = any($1)', [ids])).toBe(40);
  });

  it('a number that is taken is drawn again', async () => {
    const applicantId = uuidv7();
    await begin(uuidv7(), 'TAKN');
    const id = uuidv7();
    let drawn = 0;
    await applications.begin(
      { callId, stage: 'full', applicantId },
      { answers: {}, title: '', teamOf: null },
      (others) =>
      start({ id, number: drawn++ === 0 ? 'C-TAKN' : 'C-FREE', callId, stage: 'full', formVersion: 1, applicantId, window, now, obstacles: [], others, allowed: 1 }), // prettier-ignore
    );
    expect((await applications.dossier(id))!.dossier.application.number).toBe('C-FREE');
  });

  it('twenty who hand the same one in: one does, nineteen are refused, one event and one submission', async () => {
    const id = await begin();
    const all = await Promise.allSettled(
      Array.from({ length: 20 }, () =>
        applications.change(id, (application) => submit(editable(application), { window, now, missing: [], team: [] })),
      ),
    );
    expect(all.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await count('application_submissions', 'application_id = $1', [id])).toBe(1);
    expect(await count('outbox', `key = $1 and event like '%submitted%'`, [id])).toBe(1);
  });

  it('what fails after the decision leaves nothing: no state, no member, no link, no event, no step', async () => {
    const id = await begin();
    const memberId = uuidv7();
    const before = await count('outbox', 'true');
    await expect(
      applications.changeDossier(
        id,
        (dossier) => {
          const { next } = add(dossier, memberId, member, { most: 9 });
          return answer(next, { memberId, given: true, personId: null, now });
        },
        {
          step: { by: null, act: 'tried' },
          then: async () => {
            await links.issue({ applicationId: id, purpose: 'consent', subjectId: memberId, dueAt: now });
            throw new Error('the letter could not be queued');
          },
        },
      ),
    ).rejects.toThrow('could not be queued');
    expect(await count('application_members', 'application_id = $1', [id])).toBe(0);
    expect(await count('application_links', 'application_id = $1', [id])).toBe(0);
    expect(await count('audit_entries', `application_id = $1 and act = 'tried'`, [id])).toBe(0);
    expect(await count('outbox', 'true')).toBe(before);
    expect((await applications.dossier(id))!.revision).toBe(1);
  });

  it('twenty members named at once are twenty; a change of one leaves the others alone', async () => {
    const id = await begin();
    const ids = Array.from({ length: 20 }, () => uuidv7());
    await Promise.all(
      ids.map((one, n) =>
        applications.changeDossier(id, (dossier) =>
          add(dossier, one, { ...member, email: `m${n}@example.edu` }, { most: 20 }),
        ),
      ),
    );
    const { dossier, revision } = (await applications.dossier(id))!;
    expect([dossier.members.length, revision]).toEqual([20, 21]);
    await applications.changeDossier(id, (present) =>
      answer(present, { memberId: ids[7]!, given: true, personId: uuidv7(), now }),
    );
    const { dossier: after } = (await applications.dossier(id))!;
    expect(after.members.filter(({ consent }) => consent === 'given').map((one) => one.id)).toEqual([ids[7]]);
    expect(told.at(-1)).toBe(`${id} has 2`);
  });

  it('committees lose what is withdrawn after it was handed in, and never had a draft', async () => {
    const [one, other] = [await begin(), await begin()];
    await applications.change(one, (application) =>
      submit(editable(application), { window, now, missing: [], team: [] }),
    );
    await applications.change(one, (application) => withdraw(application, null, now));
    await applications.change(other, (application) => withdraw(application, null, now));
    expect(told.filter((line) => line.endsWith('left'))).toContain(`${one} left`);
    expect(told).not.toContain(`${other} left`);
  });

  it('every version that was saved can be read again, whoever saved in between', async () => {
    const id = await begin();
    const by = uuidv7();
    let version = 0;
    for (const title of ['a', 'b', 'b', 'c'])
      version = (
        await drafts.save(id, by, { title }, title, (stands) => expect(stands).toBe(version), () => undefined)
      ).version; // prettier-ignore
    const rows = await database.query(
      'select version, answers from application_versions where application_id = $1 order by version',
      [id],
    );
    expect(rows).toEqual([
      { version: 1, answers: { title: 'a' } },
      { version: 2, answers: { title: 'b' } },
      { version: 3, answers: { title: 'c' } },
    ]);
  });

  it('a decision that changes nothing writes nothing', async () => {
    const id = await begin();
    const before = await count('outbox', 'true');
    await applications.changeDossier(id, (dossier) => ({ next: dossier, events: [] }), {
      step: { by: null, act: 'looked' },
    });
    await applications.changeDossier(id, (dossier) => within(dossier, { next: dossier.application, events: [] }));
    expect([await count('outbox', 'true'), (await applications.dossier(id))!.revision]).toEqual([before, 1]);
  });

  it('a link is found by its token alone, until another of its subject is made', async () => {
    const id = await begin();
    const link = { applicationId: id, purpose: 'consent' as const, subjectId: uuidv7(), dueAt: now };
    const first = await links.issue(link);
    expect(await links.find(first)).toEqual(link);
    const second = await links.issue(link);
    expect([await links.find(first), await links.find(second)]).toEqual([undefined, link]);
    expect(new Set([first, second]).size).toBe(2);
    expect(Buffer.from(first, 'base64url')).toHaveLength(32);
  });

  it('a hundred letters a day go out for one application, not one more, and others for another', async () => {
    const [id, other] = [await begin(), await begin()];
    const link = (applicationId: string) =>
      links.issue({ applicationId, purpose: 'consent', subjectId: uuidv7(), dueAt: now });
    for (let sent = 0; sent < lettersPerDay; sent++) await link(id);
    await expect(link(id)).rejects.toMatchObject({ code: 'letters-limit' });
    expect(await link(other)).toHaveLength(43);
    await database.query(
      `update application_links set issued_at = now() - interval '25 hours' where application_id = $1`,
      [id],
    );
    expect(await link(id)).toHaveLength(43);
  });
});
