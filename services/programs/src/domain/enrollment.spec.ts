import { Refusal } from '@chiron/contracts/core';
import { active, activated, amend, complete, end, live, withdraw, type Active, type Enrollment } from './enrollment.js';

const enrollment: Active = {
  id: '019a8f2e-6b1c-7d35-9f00-0c6b7a1d2e3f',
  source: 'sis',
  sourcedId: 'enr-1',
  person: 'usr-17',
  offeringId: '019a8f2e-6b1c-7d35-9f00-0c6b7a1d2e40',
  role: 'learner',
  status: 'active',
  beginDate: '2026-09-01',
  endDate: '2026-12-20',
};
const as = (status: Enrollment['status']): Enrollment => ({ ...enrollment, status });
const refusalOf = (work: () => unknown): Refusal => {
  try {
    work();
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
  throw new Error('nothing was refused');
};

describe('a person who is enrolled', () => {
  it('withdraws, and that is told', () => {
    const { next, events } = withdraw(enrollment);
    expect(next).toEqual({ ...enrollment, status: 'withdrawn' });
    expect(events.map(({ event, data }) => [event.type, data])).toEqual([
      [
        'chiron.programs.enrollment.withdrawn.v1',
        {
          enrollmentId: enrollment.id,
          source: 'sis',
          person: { source: 'sis', sourcedId: 'usr-17' },
          offeringId: enrollment.offeringId,
          role: 'learner',
          status: 'withdrawn',
          beginDate: '2026-09-01',
          endDate: '2026-12-20',
        },
      ],
    ]);
  });
  it('completes, and that is told', () => {
    const { next, events } = complete(enrollment);
    expect(next.status).toBe('completed');
    expect(events.map(({ event }) => event.type)).toEqual(['chiron.programs.enrollment.completed.v1']);
  });
  it('is ended, and that is told', () => {
    const { next, events } = end(enrollment);
    expect(next.status).toBe('ended');
    expect(events.map(({ event }) => event.type)).toEqual(['chiron.programs.enrollment.ended.v1']);
  });
  it('has a last day when one is given, the first day at the earliest', () => {
    expect(withdraw(enrollment, '2026-09-01').next.endDate).toBe('2026-09-01');
    const refusal = refusalOf(() => withdraw(enrollment, '2026-08-31'));
    expect(refusal.code).toBe('dates-reversed');
    expect(refusal.errors.map(({ pointer }) => pointer)).toEqual(['/lastDay']);
  });
});

describe('a person of whom nothing but an id is known', () => {
  it('can withdraw and be ended', () => {
    expect(withdraw(live(as('pending'))).next.status).toBe('withdrawn');
    expect(end(live(as('pending'))).next.status).toBe('ended');
  });
  it('cannot complete before they are known', () => {
    expect(refusalOf(() => active(as('pending'))).code).toBe('enrollment-pending');
    expect(active(as('active'))).toEqual(enrollment);
  });
  it('takes part once they are known, and that is told with the import that told it', () => {
    const { event, data } = activated(as('pending'), '019a8f2e-6b1c-7d35-9f00-0c6b7a1d2e41');
    expect(event.type).toBe('chiron.programs.enrollment.activated.v1');
    expect(data).toMatchObject({ status: 'active', importId: '019a8f2e-6b1c-7d35-9f00-0c6b7a1d2e41' });
    expect('importId' in activated(as('pending')).data).toBe(false);
  });
});

describe('a finished enrollment', () => {
  it.each(['completed', 'withdrawn', 'ended'] as const)('that is %s cannot change', (status) => {
    const refusal = refusalOf(() => live(as(status)));
    expect(refusal.code).toBe('enrollment-finished');
    expect(refusal.facts).toEqual({ status });
    expect(refusalOf(() => active(as(status))).code).toBe('enrollment-finished');
  });
  it.each(['pending', 'active'] as const)('is none that is %s', (status) => {
    expect(live(as(status)).status).toBe(status);
  });
});

describe('a change by hand', () => {
  it('of role or dates is told', () => {
    const { next, events } = amend(enrollment, { role: 'mentor', endDate: null });
    expect(next).toEqual({ ...enrollment, role: 'mentor', endDate: null });
    expect(events.map(({ event, data }) => [event.type, data])).toMatchObject([
      ['chiron.programs.enrollment.amended.v1', { role: 'mentor', beginDate: '2026-09-01', endDate: null }],
    ]);
  });
  it('that says what is so already tells nothing', () => {
    expect(amend(enrollment, { role: 'learner', endDate: '2026-12-20' }).events).toEqual([]);
    expect(amend(enrollment, {}).events).toEqual([]);
  });
  it('may make it one day long and not end before it begins', () => {
    expect(amend(enrollment, { endDate: '2026-09-01' }).next.endDate).toBe('2026-09-01');
    expect(refusalOf(() => amend(enrollment, { endDate: '2026-08-31' })).errors[0]!.pointer).toBe('/endDate');
    expect(refusalOf(() => amend(enrollment, { beginDate: '2026-12-21' })).errors[0]!.pointer).toBe('/beginDate');
  });
});
