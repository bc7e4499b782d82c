import type { Refusal } from '@chiron/contracts/core';
import { allot, type Allotment, type ReviewCapacity } from './review-capacity.js';

const ana = { personId: 'ana', season: '2027' };
const grants = (reviews: number): Allotment => ({ service: 'grants', reviews });
const recognition = (reviews: number): Allotment => ({ service: 'recognition', reviews });
const said = (capacity: number, ...allotments: Allotment[]): ReviewCapacity => ({ capacity, allotments });

/** The problem and the fields it names; none where it is allowed. */
const refused = (asked: ReviewCapacity): readonly string[] => {
  try {
    allot(ana, null, asked);
    return [];
  } catch (error) {
    const { code, errors } = error as Refusal;
    return [code, ...errors.map(({ pointer }) => pointer)];
  }
};

describe('what somebody takes on in a season', () => {
  it('is allotted to services and told, services in the order of their names', () => {
    const { next, events } = allot(ana, null, said(8, recognition(3), grants(5)));
    expect(next).toEqual(said(8, grants(5), recognition(3)));
    expect(events.map(({ event, data }) => [event.type, data])).toEqual([
      ['chiron.membership.review-capacity.allotted.v1', { ...ana, ...said(8, grants(5), recognition(3)) }],
    ]);
  });

  it('said again in another order changes nothing and tells nothing', () => {
    const present = said(8, grants(5), recognition(3));
    expect(allot(ana, present, said(8, recognition(3), grants(5)))).toEqual({ next: present, events: [] });
  });

  it.each([
    ['another capacity', said(9, grants(5))],
    ['more for a service', said(8, grants(6))],
    ['another service', said(8, recognition(5))],
    ['one service more', said(8, grants(5), recognition(0))],
    ['one service less', said(8)],
  ])('is told when it changes: %s', (_, asked) => {
    expect(allot(ana, said(8, grants(5)), asked)).toMatchObject({ next: asked, events: [{ data: asked }] });
  });

  it.each([
    ['all of it', said(8, grants(5), recognition(3)), []],
    ['one more than all', said(8, grants(5), recognition(4)), ['allotted-beyond-capacity', '/allotments']],
    ['nothing yet', said(8), []],
    ['nothing at all', said(0, grants(0)), []],
    ['one of nothing', said(0, grants(1)), ['allotted-beyond-capacity', '/allotments']],
    ['a thousand', said(1_000, grants(1_000)), []],
    ['a thousand and one', said(1_001, grants(1)), ['validation-failed', '/capacity']],
    ['less than nothing', said(-1), ['validation-failed', '/capacity']],
    ['half a review', said(2.5), ['validation-failed', '/capacity']],
    ['an allotment of a thousand and one', said(1_000, grants(1_001)), ['validation-failed', '/allotments/0/reviews']],
    [
      'an allotment of less than nothing',
      said(5, grants(2), recognition(-1)),
      ['validation-failed', '/allotments/1/reviews'],
    ],
    ['an allotment of half a review', said(5, grants(0.5)), ['validation-failed', '/allotments/0/reviews']],
    ['a service twice', said(5, grants(1), grants(1)), ['validation-failed', '/allotments/1/service']],
    [
      'a service that runs no committees',
      said(5, { service: 'gateway', reviews: 1 }),
      ['validation-failed', '/allotments/0/service'],
    ],
  ])('%s', (_, asked, problem) => {
    expect(refused(asked)).toEqual(problem);
  });

  it('names every field at fault at once', () => {
    expect(refused(said(-1, grants(-1), { service: 'web', reviews: 1 }))).toEqual([
      'validation-failed',
      '/capacity',
      '/allotments/0/reviews',
      '/allotments/1/service',
    ]);
  });
});
