import { eventually } from '@chiron/testing';
import { Deliveries, newSource, row } from './delivering.js';
import { RunningPrograms } from './running-programs.js';

let programs: RunningPrograms;
let deliveries: Deliveries;
beforeAll(async () => {
  programs = await RunningPrograms.start();
  deliveries = new Deliveries(programs);
});
afterAll(() => programs.stop());

interface Thing {
  readonly id: string;
  readonly title: string;
  readonly code: string | null;
  readonly status: string;
  readonly beginDate: string | null;
  readonly endDate: string | null;
  readonly programId: string | null;
  readonly termIds: string[];
  readonly revision: number;
  readonly handChanges: Record<string, { source: unknown; by: string; at: string }> | null;
}

async function thing(kind: 'programs' | 'offerings' | 'terms', source: string, sourcedId: string): Promise<Thing> {
  const { body } = await programs.call<{ items: Thing[] }>(
    'GET',
    `/api/v1/${kind}?source=${source}&sourcedId=${sourcedId}`,
  );
  expect(body.items).toHaveLength(1);
  return body.items[0]!;
}

async function patch(kind: 'programs' | 'offerings' | 'terms', one: Thing, body: object): Promise<void> {
  const answer = await programs.call('PATCH', `/api/v1/${kind}/${one.id}`, { ifMatch: `"${one.revision}"`, body });
  expect(answer.status).toBe(200);
}

const term = (dates = '2026-09-01,2027-01-01', id = 'trm-1') => `${id},active,,Autumn,term,${dates},2027`;
const course = (title = 'Teaching', id = 'crs-1') => `${id},active,,${title},T1,org-1`;
const aClass = (title = 'Feedback', more = 'crs-1,F1,scheduled,org-1,trm-1') => `cls-1,active,,${title},${more}`;
const base = { academicSessions: [term()], courses: [course()], classes: [aClass()] };

describe('what a hand changed of the catalogue', () => {
  it('stands against a changed line of its source, with who and when, and the preview says so', async () => {
    const source = newSource();
    await deliveries.archive(source, base);
    await patch('offerings', await thing('offerings', source, 'cls-1'), { title: 'Feedback and Coaching' });
    const next = { ...base, classes: [aClass('Feedback II')] };
    const preview = await deliveries.archive(source, next, '&mode=delta&dryRun=true');
    expect(preview.counts!.kinds['offering']).toEqual({ kept: 1 });
    const one = await deliveries.archive(source, next);
    expect(await deliveries.receipts(preview.id)).toEqual(await deliveries.receipts(one.id));
    expect((await deliveries.receipts(one.id, '&outcome=kept'))[0]).toMatchObject({
      sourcedId: 'cls-1',
      code: 'hand-change-kept',
      field: 'title',
    });
    expect(await thing('offerings', source, 'cls-1')).toMatchObject({
      title: 'Feedback and Coaching',
      handChanges: { title: { source: 'Feedback II', by: 'registrar' } },
    });
    const again = await deliveries.archive(source, next);
    expect(again.counts!.kinds).toMatchObject({ offering: { unchanged: 1 }, program: { unchanged: 1 } });
  });

  it('lets the line change everything else, and is no conflict then', async () => {
    const source = newSource();
    await deliveries.archive(source, base);
    await patch('offerings', await thing('offerings', source, 'cls-1'), { title: 'Coaching', seats: 12 });
    const one = await deliveries.archive(source, { classes: [aClass('Feedback', 'crs-1,F2,scheduled,org-1,trm-1')] });
    expect(one.counts!.kinds['offering']).toEqual({ updated: 1 });
    expect(await thing('offerings', source, 'cls-1')).toMatchObject({ title: 'Coaching', code: 'F2', seats: 12 });
  });

  it('gives way where the policy of that field lets the source win', async () => {
    const source = newSource();
    await deliveries.archive(source, base);
    const settings = await programs.call<{ revision: number }>('GET', `/api/v1/sources/${source}`);
    const set = await programs.call('PATCH', `/api/v1/sources/${source}`, {
      ifMatch: `"${settings.body.revision}"`,
      body: { fieldPolicy: { title: 'source' } },
    });
    expect(set.status).toBe(200);
    const program = await thing('programs', source, 'crs-1');
    await patch('programs', program, { title: 'Teaching by hand', code: 'HAND' });
    const one = await deliveries.archive(source, { courses: ['crs-1,active,,Teaching II,T2,org-1'] });
    expect((await deliveries.receipts(one.id))[0]).toMatchObject({
      outcome: 'updated',
      code: 'hand-change-overwritten',
    });
    const now = await thing('programs', source, 'crs-1');
    expect(now).toMatchObject({ title: 'Teaching II', code: 'HAND', handChanges: { code: { source: 'T2' } } });
    await eventually('the title that stands is told, with the code that stands', () =>
      expect(programs.of(program.id).at(-1)!.data).toMatchObject({ title: 'Teaching II', code: 'HAND' }),
    );
  });

  it('keeps a state that a hand set, until hand or source say something else', async () => {
    const source = newSource();
    await deliveries.archive(source, base);
    await patch('programs', await thing('programs', source, 'crs-1'), { status: 'retired' });
    const renamed = await deliveries.archive(source, { courses: [course('Teaching II')] });
    expect(renamed.counts!.kinds['program']).toEqual({ updated: 1 });
    expect(await thing('programs', source, 'crs-1')).toMatchObject({ title: 'Teaching II', status: 'retired' });
    await patch('programs', await thing('programs', source, 'crs-1'), { status: 'open' });
    expect((await thing('programs', source, 'crs-1')).handChanges).toBeNull();
    const gone = await deliveries.archive(source, { courses: ['crs-1,tobedeleted,,,,'] });
    expect(gone.counts!.kinds['program']).toEqual({ ended: 1 });
    expect(await thing('programs', source, 'crs-1')).toMatchObject({ title: 'Teaching II', status: 'retired' });
  });

  it('never stands with a date of the source that would turn the two around', async () => {
    const source = newSource();
    await deliveries.archive(source, base);
    await patch('terms', await thing('terms', source, 'trm-1'), { beginDate: '2026-12-01' });
    const one = await deliveries.archive(source, { academicSessions: [term('2026-09-01,2026-11-01')] });
    expect((await deliveries.receipts(one.id))[0]).toMatchObject({ outcome: 'rejected', code: 'dates-reversed' });
    const two = await deliveries.archive(source, { academicSessions: [term('2026-09-01,2026-12-02')] });
    expect(two.counts!.kinds['term']).toEqual({ updated: 1 });
    expect(await thing('terms', source, 'trm-1')).toMatchObject({ beginDate: '2026-12-01', endDate: '2026-12-01' });
  });
});

describe('an offering that a hand moved to another program', () => {
  it('stays there, and a canonical data set of the former program ends nothing in it', async () => {
    const source = newSource();
    const users = ['usr-1,active,,true,,student,u1,Ann,Lee'];
    const enrollments = ['enr-1,active,,cls-1,org-1,usr-1,student'];
    await deliveries.archive(source, {
      ...base,
      courses: [course(), course('Mentoring', 'crs-2')],
      users,
      enrollments,
    });
    const moved = await thing('programs', source, 'crs-2');
    await patch('offerings', await thing('offerings', source, 'cls-1'), { programId: moved.id });
    const query = '&mode=canonical&scope=programs:crs-1';
    const one = await deliveries.archive(source, { ...base, users, enrollments: [] }, query);
    expect(one.counts).toMatchObject({ omitted: 0 });
    expect(await thing('offerings', source, 'cls-1')).toMatchObject({ programId: moved.id });
    expect((await deliveries.enrollments(source)).map(({ status }) => status)).toEqual(['active']);
  });
});

describe('an unchanged class line', () => {
  it('follows the new dates of its terms, those of the source and those set by hand', async () => {
    const source = newSource();
    await deliveries.archive(source, base);
    expect(await thing('offerings', source, 'cls-1')).toMatchObject({ beginDate: '2026-09-01', endDate: '2026-12-31' });
    const same = await deliveries.archive(source, base);
    expect(same.counts!.kinds['offering']).toEqual({ unchanged: 1 });
    const moved = await deliveries.archive(source, { ...base, academicSessions: [term('2026-09-08,2027-02-01')] });
    expect(moved.counts!.kinds).toMatchObject({ term: { updated: 1 }, offering: { updated: 1 } });
    expect(await thing('offerings', source, 'cls-1')).toMatchObject({ beginDate: '2026-09-08', endDate: '2027-01-31' });
    await patch('terms', await thing('terms', source, 'trm-1'), { endDate: '2027-03-31' });
    await deliveries.archive(source, { classes: base.classes });
    expect(await thing('offerings', source, 'cls-1')).toMatchObject({ endDate: '2027-03-31' });
  });
});

describe('undo of the catalogue', () => {
  it('gives back what the import changed, with events, and what was said last goes back too', async () => {
    const source = newSource();
    await deliveries.archive(source, base);
    const before = await thing('offerings', source, 'cls-1');
    const one = await deliveries.archive(source, {
      academicSessions: [term('2026-10-01,2027-02-01')],
      courses: ['crs-1,tobedeleted,,,,'],
      classes: [aClass('Feedback II')],
    });
    expect(one.counts!.kinds).toMatchObject({ term: { updated: 1 }, program: { ended: 1 }, offering: { updated: 1 } });
    const undone = await deliveries.undo(one.id);
    expect(undone.undo).toMatchObject({ undone: 3, left: 0 });
    const { title, beginDate, endDate } = before;
    const now = await thing('offerings', source, 'cls-1');
    expect(now).toMatchObject({ title, beginDate, endDate, handChanges: null, revision: 3 });
    expect(await thing('programs', source, 'crs-1')).toMatchObject({ status: 'open' });
    await eventually('it is told', () =>
      expect(programs.of(now.id).map(({ data }) => data['title'])).toEqual(['Feedback', 'Feedback II', 'Feedback']),
    );
    const next = await deliveries.archive(source, base);
    expect(next.counts!.kinds).toEqual({
      term: { unchanged: 1 },
      program: { unchanged: 1 },
      offering: { unchanged: 1 },
    });
  });

  it('leaves and lists what a hand changed since, and puts beneath it what the source said before', async () => {
    const source = newSource();
    await deliveries.archive(source, base);
    const one = await deliveries.archive(source, {
      classes: [aClass('Feedback II', 'crs-1,F2,scheduled,org-1,trm-1')],
    });
    await patch('offerings', await thing('offerings', source, 'cls-1'), { title: 'Coaching' });
    const undone = await deliveries.undo(one.id);
    expect(undone.undo).toMatchObject({
      undone: 1,
      left: 1,
      leftItems: [{ kind: 'offering', sourcedId: 'cls-1', reason: 'changed since: title' }],
    });
    expect(await thing('offerings', source, 'cls-1')).toMatchObject({
      title: 'Coaching',
      code: 'F1',
      handChanges: { title: { source: 'Feedback' } },
    });
    const next = await deliveries.archive(source, { classes: base.classes });
    expect(next.counts!.kinds['offering']).toEqual({ unchanged: 1 });
  });

  it('ends what the import made where nothing uses it, and lists what is used', async () => {
    const source = newSource();
    const one = await deliveries.archive(source, {
      ...base,
      courses: [course(), course('Mentoring', 'crs-2')],
      classes: [aClass(), 'cls-2,active,,Mentoring,crs-2,M1,scheduled,org-1,trm-1'],
      users: ['usr-1,active,,true,org-1,student,u1,Ann,Lee'],
      enrollments: ['enr-1,active,,cls-2,org-1,usr-1,student'],
    });
    await deliveries.run(source, [row(9, { offering: { sourcedId: 'cls-1' } })]);
    const undone = await deliveries.undo(one.id);
    expect(undone.undo!.leftItems).toEqual([
      { kind: 'offering', sourcedId: 'cls-1', reason: 'in use' },
      { kind: 'program', sourcedId: 'crs-1', reason: 'in use' },
      { kind: 'term', sourcedId: 'trm-1', reason: 'in use' },
    ]);
    expect(await thing('offerings', source, 'cls-1')).toMatchObject({ status: 'scheduled' });
    expect(await thing('offerings', source, 'cls-2')).toMatchObject({ status: 'cancelled' });
    expect(await thing('programs', source, 'crs-2')).toMatchObject({ status: 'retired' });
    expect((await deliveries.enrollments(source, '&status=ended')).map(({ sourcedId }) => sourcedId)).toEqual([
      'enr-1',
    ]);
  });

  it('cancels the drafts that enrollment lines made, once nobody is enrolled in them', async () => {
    const source = newSource();
    const one = await deliveries.run(source, [
      row(1, { offering: { sourcedId: 'd-1', title: 'One' } }),
      row(2, { offering: { sourcedId: 'd-2', title: 'Two' } }),
    ]);
    await deliveries.run(source, [row(3, { offering: { sourcedId: 'd-2' } })]);
    const { undo } = await deliveries.undo(one.id);
    expect(undo).toMatchObject({ undone: 3, leftItems: [{ kind: 'offering', sourcedId: 'd-2', reason: 'in use' }] });
    expect(await thing('offerings', source, 'd-1')).toMatchObject({ status: 'cancelled' });
    expect(await thing('offerings', source, 'd-2')).toMatchObject({ status: 'draft' });
  });

  it('gives affiliations back and tells the people whose they are', async () => {
    const source = newSource();
    const user = (orgs: string, id = 'usr-1') => `${id},active,,true,"${orgs}",student,u1,Ann,Lee`;
    const orgs = ['org-1,active,,Emergency Medicine,department', 'org-2,active,,Surgery,department'];
    await deliveries.archive(source, { orgs, users: [user('org-1')] });
    const one = await deliveries.archive(source, { orgs, users: [user('org-1,org-2'), user('org-2', 'usr-2')] });
    const told = (id: string) =>
      programs.events
        .filter(({ type, data }) => type.includes('person') && data['source'] === source && data['sourcedId'] === id)
        .map(({ data }) =>
          ((data['affiliations'] ?? []) as { organisation: string }[]).map((each) => each.organisation),
        )
        .at(-1);
    await eventually('both are told', () => {
      expect(told('usr-1')).toEqual(['org-1', 'org-2']);
      expect(told('usr-2')).toEqual(['org-2']);
    });
    const { undo } = await deliveries.undo(one.id);
    expect(undo).toMatchObject({ left: 0 });
    await eventually('what they had is told', () => {
      expect(told('usr-1')).toEqual(['org-1']);
      expect(told('usr-2')).toEqual([]);
    });
  });

  it('goes on where a crash cut it, and counts nothing twice', async () => {
    const source = newSource();
    const one = await deliveries.archive(source, base);
    const [left] = (
      await programs.database.query<{ seq: number; undo: Buffer }>(
        `select seq, undo from import_chunks where import_id = $1 and kind = 'term'`,
        [one.id],
      )
    ).rows;
    const undone = await deliveries.undo(one.id);
    expect(undone.undo).toMatchObject({ undone: 3, left: 0 });
    // As if the crash had come after the chunk's transaction: it is found done.
    await programs.database.query(`update import_chunks set undo = $2 where import_id = $1 and seq = $3`, [
      one.id,
      left!.undo,
      left!.seq,
    ]);
    await programs.database.query(`update imports set state = 'undoing', finished_at = null where id = $1`, [one.id]);
    expect((await deliveries.over(one.id)).undo).toMatchObject({ undone: 3, left: 0 });
  });
});
