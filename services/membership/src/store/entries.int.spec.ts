import { uuidv7 } from 'uuidv7';
import { opened } from '../../test/opened.js';
import type { EnrollmentFacts, Told } from '../domain/entries.js';

describe('entries of a record', () => {
  let on: Awaited<ReturnType<typeof opened>>;
  beforeAll(async () => (on = await opened()));
  afterAll(() => on.close());

  const enrollmentId = uuidv7();
  const told = (revision: number, more: Partial<EnrollmentFacts> = {}): Told<EnrollmentFacts> => ({
    facts: {
      enrollmentId,
      person: { source: 'sis', sourcedId: '1' },
      offeringId: uuidv7(),
      role: 'learner',
      status: 'active',
      beginDate: '2026-09-01',
      endDate: null,
      ...more,
    },
    revision,
    event: { id: uuidv7(), type: 'chiron.programs.enrollment.opened.v1', time: '2026-09-01T00:00:00.000Z' },
  });
  const stands = () =>
    on.database.query('select status, revision, begin_date::text from entries where enrollment_id = $1', [
      enrollmentId,
    ]);

  it('follow the last event, however late the others come', async () => {
    await on.entries.keepEnrollments([told(2, { status: 'ended' }), told(1)]);
    expect(await stands()).toEqual([{ status: 'ended', revision: 2, begin_date: '2026-09-01' }]);
    await on.entries.keepEnrollments([told(1), told(2, { status: 'active' })]);
    expect(await stands()).toMatchObject([{ status: 'ended', revision: 2 }]);
    await on.entries.keepEnrollments([told(3, { status: 'active', beginDate: null })]);
    expect(await stands()).toEqual([{ status: 'active', revision: 3, begin_date: null }]);
  });

  it('come in any order from racing batches to the same end', async () => {
    const batches = Array.from({ length: 12 }, (_, i) => [told(10 + i, { status: i === 11 ? 'completed' : 'active' })]);
    await Promise.all(batches.map((batch) => on.entries.keepEnrollments(batch)));
    expect(await stands()).toMatchObject([{ status: 'completed', revision: 21 }]);
  });
});
