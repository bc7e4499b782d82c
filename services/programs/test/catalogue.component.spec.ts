import { eventually } from '@chiron/testing';
import { RunningPrograms } from './running-programs.js';

let programs: RunningPrograms;
beforeAll(async () => {
  programs = await RunningPrograms.start();
});
afterAll(() => programs.stop());

interface Thing {
  readonly id: string;
  readonly title: string;
  readonly revision: number;
}
interface Listed {
  readonly items: (Thing & Record<string, unknown>)[];
  readonly next: string | null;
}
interface Problem {
  readonly type: string;
  readonly errors?: { pointer: string; detail: string }[];
}
const pointers = (body: Problem) => body.errors?.map(({ pointer }) => pointer);
const absent = '019a8f2e-0000-7000-8000-000000000000';

const make = async (path: string, body: object) =>
  (await programs.call<Thing>('POST', `/api/v1/${path}`, { body })).body;

describe('a program', () => {
  it('is created, has an address and an ETag, and is told of', async () => {
    const answer = await programs.call<Thing>('POST', '/api/v1/programs', {
      body: { title: 'Curriculum Design Studio', code: 'P100', status: 'open' },
    });
    expect(answer.status).toBe(201);
    expect(answer.headers.get('etag')).toBe('"1"');
    const address = answer.headers.get('location')!;
    expect(address).toBe(`/api/v1/programs/${answer.body.id}`);
    expect((await programs.call<Thing>('GET', address)).body).toEqual(answer.body);
    const [event] = await eventually('the program is told of', () => {
      expect(programs.of(answer.body.id)).not.toEqual([]);
      return programs.of(answer.body.id);
    });
    expect(event).toMatchObject({
      type: 'chiron.programs.program.listed.v1',
      revision: 1,
      data: { programId: answer.body.id, code: 'P100', title: 'Curriculum Design Studio', status: 'open' },
    });
  });

  it('without a title, or with a field that is not known, is refused by the name of the field', async () => {
    const answer = await programs.call<Problem>('POST', '/api/v1/programs', { body: { titel: 'x', status: 'shut' } });
    expect(answer.status).toBe(400);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    expect(new Set(pointers(answer.body))).toEqual(new Set(['/titel', '/status', '/title']));
    expect((await programs.call('POST', '/api/v1/programs', { body: { title: '   ' } })).status).toBe(400);
    expect((await programs.call('POST', '/api/v1/programs', { body: { title: 'x' } })).status).toBe(201);
  });

  it('changes for whoever read it last, and for nobody else', async () => {
    const { id } = await make('programs', { title: 'Before' });
    const change = (ifMatch: string | null) =>
      programs.call<Thing>('PATCH', `/api/v1/programs/${id}`, { ifMatch, body: { title: 'After' } });
    expect((await change(null)).status).toBe(428);
    const changed = await change('"1"');
    expect(changed).toMatchObject({ status: 200, body: { title: 'After', revision: 2 } });
    expect(changed.headers.get('etag')).toBe('"2"');
    expect((await change('"1"')).status).toBe(412);
  });

  it('tells nothing when a change says what is so already, or changes what nobody is told', async () => {
    const { id } = await make('programs', { title: 'Same' });
    const same = await programs.call<Thing>('PATCH', `/api/v1/programs/${id}`, {
      ifMatch: '"1"',
      body: { title: 'Same' },
    });
    expect(same.body.revision).toBe(1);
    const longer = { description: 'In the small print' };
    await programs.call('PATCH', `/api/v1/programs/${id}`, { ifMatch: '"1"', body: longer });
    await programs.call('PATCH', `/api/v1/programs/${id}`, { ifMatch: '"2"', body: { status: 'open' } });
    await eventually('its opening is told', () => programs.of(id).some(({ data }) => data['status'] === 'open'));
    expect(programs.of(id).map(({ revision }) => revision)).toEqual([1, 3]);
  });

  it('can lose what it may lack, and not its title', async () => {
    const { id } = await make('programs', { title: 'T', code: 'C' });
    const clear = (body: object) => programs.call('PATCH', `/api/v1/programs/${id}`, { ifMatch: '"1"', body });
    expect((await clear({ title: null })).status).toBe(400);
    expect((await clear({ code: null })).body).toMatchObject({ title: 'T', code: null });
  });

  it('is made once however often the same request comes, and another request cannot take its key', async () => {
    const call = { key: 'only-once', body: { title: 'Once' } };
    const first = await programs.call<Thing>('POST', '/api/v1/programs', call);
    const second = await programs.call<Thing>('POST', '/api/v1/programs', call);
    expect(second.status).toBe(201);
    expect(second.body).toEqual(first.body);
    expect(second.headers.get('location')).toBe(first.headers.get('location'));
    const other = await programs.call('POST', '/api/v1/programs', { key: 'only-once', body: { title: 'Twice' } });
    expect(other.status).toBe(422);
  });

  it('needs a scope to be read and another to be written', async () => {
    const reader = await programs.token(['programs:read']);
    const { id } = await make('programs', { title: 'Guarded' });
    expect((await programs.call('GET', `/api/v1/programs/${id}`, { token: reader })).status).toBe(200);
    expect((await programs.call('POST', '/api/v1/programs', { token: reader, body: { title: 'x' } })).status).toBe(403);
    const stranger = await programs.token(['enrollments:read']);
    expect((await programs.call('GET', `/api/v1/programs/${id}`, { token: stranger })).status).toBe(403);
  });

  it('that is not there is a 404, an id that is none a 400', async () => {
    expect((await programs.call('GET', `/api/v1/programs/${absent}`)).status).toBe(404);
    expect((await programs.call('GET', '/api/v1/programs/7')).status).toBe(400);
    const nowhere = await programs.call('PATCH', `/api/v1/programs/${absent}`, { ifMatch: '"1"', body: {} });
    expect(nowhere.status).toBe(404);
  });

  it('can carry the name that a source has for it, once', async () => {
    const body = { title: 'Of the registry', source: 'registry', sourcedId: 'crs-1' };
    expect((await programs.call('POST', '/api/v1/programs', { body })).status).toBe(201);
    expect((await programs.call('POST', '/api/v1/programs', { body })).status).toBe(409);
    const found = await programs.call<Listed>('GET', '/api/v1/programs?source=registry&sourcedId=crs-1');
    expect(found.body.items.map(({ title }) => title)).toEqual(['Of the registry']);
    const half = await programs.call<Problem>('POST', '/api/v1/programs', { body: { title: 'x', source: 'registry' } });
    expect(pointers(half.body)).toEqual(['/sourcedId']);
    const limited = await programs.token(['programs:write'], ['lms']);
    const other = { title: 'x', source: 'registry', sourcedId: 'crs-2' };
    expect((await programs.call('POST', '/api/v1/programs', { token: limited, body: other })).status).toBe(403);
    const own = await programs.call('POST', '/api/v1/programs', { body: { ...other, source: 'chiron' } });
    expect(own.status).toBe(409);
  });
});

describe('a list', () => {
  it('is walked to its end with nothing twice and nothing missed, while things are added', async () => {
    for (let i = 0; i < 7; i++) await make('terms', { title: `Term ${i}`, type: 'walk' });
    const seen: string[] = [];
    let next: string | null = null;
    do {
      const page: { body: Listed } = await programs.call<Listed>(
        'GET',
        `/api/v1/terms?limit=3${next ? `&cursor=${next}` : ''}`,
      );
      seen.push(...page.body.items.map(({ id }) => id));
      if (seen.length === 3) await make('terms', { title: 'Added meanwhile' });
      ({ next } = page.body);
    } while (next);
    const [{ count }] = (await programs.database.query('select count(*)::int as count from terms')).rows;
    expect(seen).toHaveLength(count);
    expect(new Set(seen).size).toBe(count);
  });

  it('refuses a cursor that it never gave', async () => {
    for (const cursor of ['x', 'WyJ4Il0', Buffer.from('[1]').toString('base64url')]) {
      const answer = await programs.call<Problem>('GET', `/api/v1/terms?cursor=${cursor}`);
      expect(answer.status).toBe(400);
      expect(pointers(answer.body)).toEqual(['?cursor']);
    }
    expect((await programs.call('GET', '/api/v1/terms?limit=501')).status).toBe(400);
    expect((await programs.call('GET', '/api/v1/terms?limit=500')).status).toBe(200);
  });
});

describe('an offering', () => {
  it('stands in a program and in terms of the catalogue, and is told of', async () => {
    const program = await make('programs', { title: 'P' });
    const term = await make('terms', { title: 'Fall', beginDate: '2026-09-01', endDate: '2026-12-20' });
    const offering = await make('offerings', {
      title: 'Cohort 1',
      programId: program.id,
      termIds: [term.id],
      beginDate: '2026-09-01',
      endDate: '2026-12-20',
      seats: 20,
    });
    expect(offering).toMatchObject({
      beginDate: '2026-09-01',
      endDate: '2026-12-20',
      termIds: [term.id],
      status: 'draft',
    });
    for (const filter of [`programId=${program.id}`, `termId=${term.id}`]) {
      const { body } = await programs.call<Listed>('GET', `/api/v1/offerings?${filter}`);
      expect(body.items.map(({ id }) => id)).toEqual([offering.id]);
    }
    await eventually('the offering is told of', () => programs.of(offering.id).length === 1);
    expect(programs.of(offering.id)[0]!.data).toEqual({
      offeringId: offering.id,
      programId: program.id,
      code: null,
      title: 'Cohort 1',
      status: 'draft',
      beginDate: '2026-09-01',
      endDate: '2026-12-20',
    });
  });

  it('leaves its terms when the change says so', async () => {
    const [one, two] = [await make('terms', { title: 'One' }), await make('terms', { title: 'Two' })];
    const { id } = await make('offerings', { title: 'O', termIds: [one.id] });
    const moved = await programs.call('PATCH', `/api/v1/offerings/${id}`, {
      ifMatch: '"1"',
      body: { termIds: [two.id] },
    });
    expect(moved.body).toMatchObject({ termIds: [two.id], revision: 2 });
    const same = await programs.call('PATCH', `/api/v1/offerings/${id}`, {
      ifMatch: '"2"',
      body: { termIds: [two.id] },
    });
    expect(same.body).toMatchObject({ revision: 2 });
  });

  it('names the program and the terms that the catalogue lacks', async () => {
    const term = await make('terms', { title: 'Here' });
    const body = { title: 'O', programId: absent, termIds: [term.id, absent] };
    const answer = await programs.call<Problem>('POST', '/api/v1/offerings', { body });
    expect(answer.status).toBe(400);
    expect(pointers(answer.body)).toEqual(['/programId', '/termIds/1']);
  });

  it('may last one day and not end before it begins', async () => {
    const of = (endDate: string) =>
      programs.call<Problem>('POST', '/api/v1/offerings', { body: { title: 'O', beginDate: '2026-09-01', endDate } });
    expect((await of('2026-09-01')).status).toBe(201);
    const reversed = await of('2026-08-31');
    expect(reversed.body).toMatchObject({ type: '/problems#dates-reversed', errors: [{ pointer: '/endDate' }] });
    expect((await of('2026-02-29')).status).toBe(400);
  });
});

describe('a class meeting', () => {
  it('is held of an offering, at moments with an offset', async () => {
    const offering = await make('offerings', { title: 'O' });
    const meeting = await programs.call('POST', '/api/v1/class-meetings', {
      body: {
        offeringId: offering.id,
        title: 'Kick-off',
        beginsAt: '2026-09-01T09:00:00-06:00',
        endsAt: '2026-09-01T15:30:00Z',
      },
    });
    expect(meeting.body).toMatchObject({ beginsAt: '2026-09-01T15:00:00.000Z', endsAt: '2026-09-01T15:30:00.000Z' });
    const moved = await programs.call('PATCH', meeting.headers.get('location')!, {
      ifMatch: '"1"',
      body: { endsAt: '2026-09-01T14:59:59Z' },
    });
    expect(moved.status).toBe(400);
    const place = await programs.call('PATCH', meeting.headers.get('location')!, {
      ifMatch: '"1"',
      body: { place: 'Room 4' },
    });
    expect(place.body).toMatchObject({ place: 'Room 4', revision: 2 });
    const { body } = await programs.call<Listed>('GET', `/api/v1/class-meetings?offeringId=${offering.id}`);
    expect(body.items).toEqual([place.body]);
  });

  it('needs an offering that is there and a moment without doubt', async () => {
    const body = { offeringId: absent, title: 'x', beginsAt: '2026-09-01T09:00:00', endsAt: '2026-09-01T10:00:00Z' };
    expect(pointers((await programs.call<Problem>('POST', '/api/v1/class-meetings', { body })).body)).toEqual([
      '/beginsAt',
    ]);
    const clear = { ...body, beginsAt: '2026-09-01T09:00:00Z' };
    const lost = await programs.call<Problem>('POST', '/api/v1/class-meetings', { body: clear });
    expect(pointers(lost.body)).toEqual(['/offeringId']);
  });
});
