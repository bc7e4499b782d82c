import { eventually } from '@chiron/testing';
import { uuidv7 } from 'uuidv7';
import { enrolled as enroll, type Enrollment, type Page } from './enrolled.js';
import { RunningPrograms } from './running-programs.js';

let programs: RunningPrograms;
let offering: string;
beforeAll(async () => {
  programs = await RunningPrograms.start();
});
afterAll(() => programs.stop());
beforeEach(async () => {
  offering = (await programs.call<{ id: string }>('POST', '/api/v1/offerings', { body: { title: 'Cohort' } })).body.id;
});

const enrolled = (given: Parameters<typeof enroll>[2] = {}, database = programs.database) =>
  enroll(programs, offering, given, database);
const list = async (query: string) => (await programs.call<Page>('GET', `/api/v1/enrollments?${query}`)).body;
const ids = async (query: string) => (await list(query)).items.map(({ id }) => id);
const act = (id: string, verb: string, call: object = { ifMatch: '"1"' }) =>
  programs.call<Enrollment & { errors: { pointer: string }[]; type: string }>(
    'POST',
    `/api/v1/enrollments/${id}/${verb}`,
    call,
  );

describe('a list of enrollments', () => {
  it('is of an offering, a person, a source, a state, or several of them', async () => {
    const person = uuidv7();
    const mine = await enrolled({ person: 'usr-me' });
    const elsewhere = await enrolled({ source: 'lms', person: 'u-me', status: 'completed' });
    const byHand = await enrolled({ source: 'chiron', person });
    await enrolled();
    await programs.resolved('sis', 'usr-me', person);
    await programs.resolved('lms', 'u-me', person);
    await eventually('the person has all three', async () => (await ids(`personId=${person}`)).length === 3);
    expect(await ids(`personId=${person}`)).toEqual([mine, elsewhere, byHand]);
    expect((await list(`personId=${person}`)).items.map(({ personId }) => personId)).toEqual([person, person, person]);
    expect(await ids(`offeringId=${offering}`)).toHaveLength(4);
    expect(await ids(`offeringId=${offering}&source=sis`)).toHaveLength(2);
    expect(await ids(`offeringId=${offering}&status=completed`)).toEqual([elsewhere]);
    expect(await ids('source=sis&personSourcedId=usr-me')).toEqual([mine]);
    expect(await ids(`source=lms&sourcedId=enr-${elsewhere}`)).toEqual([elsewhere]);
    expect(await ids(`source=lms&sourcedId=enr-${mine}`)).toEqual([]);
  });

  it('goes by the status that a hand set, not by the source’s', async () => {
    const id = await enrolled();
    await act(id, 'withdraw');
    expect(await ids(`offeringId=${offering}&status=withdrawn`)).toEqual([id]);
    expect(await ids(`offeringId=${offering}&status=active`)).toEqual([]);
  });

  it('refuses an id of a source without the source, and words that it does not know', async () => {
    const pointers = async (query: string) =>
      (await programs.call<{ errors: { pointer: string }[] }>('GET', `/api/v1/enrollments?${query}`)).body.errors.map(
        (e) => e.pointer,
      );
    expect(await pointers('sourcedId=enr-1')).toEqual(['?sourcedId']);
    expect(await pointers('personSourcedId=usr-1')).toEqual(['?personSourcedId']);
    expect(await pointers('status=gone')).toEqual(['?status']);
    expect(await pointers('offering=x')).toEqual(['?offering']);
    expect(await pointers('changedSince=yesterday')).toEqual(['?changedSince']);
    expect(await pointers('cursor=W10')).toEqual(['?cursor']);
  });

  it('is walked with nothing twice and nothing missed while rows change, come and go elsewhere', async () => {
    const there = [];
    for (let i = 0; i < 9; i++) there.push(await enrolled());
    const other = (await programs.call<{ id: string }>('POST', '/api/v1/offerings', { body: { title: 'Other' } })).body
      .id;
    const seen: string[] = [];
    let next: string | null = '';
    while (next !== null) {
      const page: Page = await list(`offeringId=${offering}&limit=3${next && `&cursor=${next}`}`);
      seen.push(...page.items.map(({ id }) => id));
      next = page.next;
      if (seen.length === 3) {
        await act(there[4]!, 'withdraw');
        await act(there[0]!, 'withdraw');
        await programs.database.query('update enrollments set offering_id = $2 where id = $1', [there[1], other]);
      }
    }
    expect(seen).toEqual(there);
  });

  it('since a moment holds what changed after it, at least once, even from a transaction that was open then', async () => {
    const open = programs.connection();
    await open.connect();
    await open.query('begin');
    const late = await enrolled({}, open);
    const early = await enrolled();
    const opened = Date.now();
    const first = await eventually('a while has gone by with the transaction still open', async () => {
      const page = await list(`offeringId=${offering}`);
      expect(Date.now() - opened).toBeGreaterThan(3_000);
      return page;
    });
    expect(first.items.map(({ id }) => id)).toEqual([early]);
    await open.query('commit');
    await open.end();
    expect(await ids(`offeringId=${offering}&changedSince=${first.asOf}`)).toContain(late);
    const next = await eventually('asOf goes on', async () => {
      const page = await list(`offeringId=${offering}`);
      expect(page.asOf > new Date(opened).toISOString()).toBe(true);
      return page;
    });
    expect(await ids(`offeringId=${offering}&changedSince=${next.asOf}`)).toEqual([]);
  });

  it('since a moment leaves out what did not change after it', async () => {
    const id = await enrolled();
    await programs.database.query(`update enrollments set changed_at = now() - interval '1 hour' where id = $1`, [id]);
    const since = new Date(Date.now() - 30 * 60_000).toISOString();
    expect(await ids(`offeringId=${offering}&changedSince=${since}`)).toEqual([]);
    await act(id, 'withdraw');
    expect(await ids(`offeringId=${offering}&changedSince=${since}`)).toEqual([id]);
  });

  it('since a moment is walked to its end while what was seen changes again, and answers one asOf', async () => {
    const there = [];
    for (let i = 0; i < 7; i++) there.push(await enrolled());
    const since = new Date(Date.now() - 60_000).toISOString();
    const seen: string[] = [];
    const asOf = new Set<string>();
    let next: string | null = '';
    while (next !== null) {
      const page: Page = await list(`offeringId=${offering}&changedSince=${since}&limit=2${next && `&cursor=${next}`}`);
      seen.push(...page.items.map(({ id }) => id));
      asOf.add(page.asOf);
      next = page.next;
      if (seen.length === 2) await act(there[0]!, 'withdraw');
      if (seen.length === 4) await act(there[5]!, 'withdraw');
    }
    expect(new Set(seen)).toEqual(new Set(there));
    expect(asOf.size).toBe(1);
  });

  it('of those that wait for 14 days begins on the fourteenth, and is counted', async () => {
    const long = await enrolled({ status: 'pending', daysAgo: 14 });
    await enrolled({ status: 'pending', daysAgo: 13.99 });
    await enrolled({ daysAgo: 20 });
    expect(await ids(`offeringId=${offering}&pendingDays=14`)).toEqual([long]);
    expect(await ids(`offeringId=${offering}&status=pending&pendingDays=13`)).toHaveLength(2);
    const metrics = await (await fetch(`${programs.service.url}/metrics`)).text();
    expect(metrics).toContain('chiron_programs_enrollments_long_pending{source="sis"} 1');
  });
});
