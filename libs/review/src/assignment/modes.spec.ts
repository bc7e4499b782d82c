import { round, solved, refused, reviewersOf, has, brokenRules } from '../../test/assigning.js';
import type { AssignmentRequest } from './request.js';

describe('modes', () => {
  const base = round(20, 15, 6, 9);
  const first = solved(base).pairs;

  test('add 1 keeps everything that stands and gives each application one more', () => {
    const { pairs, report } = solved({ ...base, mode: 'add', reviews: 1, standing: first });
    for (const pair of first) expect(has(pairs, pair.reviewer, pair.application)).toBe(true);
    for (const { id } of base.applications) expect(reviewersOf(pairs, id)).toHaveLength(4);
    expect([report.removed, report.added]).toEqual([0, 20]);
  });

  test('ensure 3 gives only those that are short of 3', () => {
    const standing = first.filter(
      (pair) => pair.application !== 'A0' && !(pair.application === 'A1' && pair === first[3]),
    );
    const { pairs, report } = solved({ ...base, mode: 'ensure', standing });
    for (const { id } of base.applications) expect(reviewersOf(pairs, id)).toHaveLength(3);
    expect(report.removed).toBe(0);
    expect(report.added).toBe(60 - standing.length);
  });

  test('repair changes only the sick reviewer’s assignments where the others have room', () => {
    const sick = base.reviewers[4]!.id;
    const lost = first.filter((pair) => pair.reviewer === sick);
    const reviewers = base.reviewers.map((r) => (r.id === sick ? { ...r, capacity: 0 } : r));
    const { pairs, report } = solved({ ...base, reviewers, mode: 'repair', standing: first });
    expect(brokenRules({ ...base, reviewers }, pairs)).toEqual([]);
    expect([report.removed, report.added]).toEqual([lost.length, lost.length]);
  });

  test('repair changes others only where it must: a chain through the one person who may take the orphan', () => {
    // R0 fell ill; only R1 may take A0, and R1 is full with A1, which R2 can take.
    const request: AssignmentRequest = {
      mode: 'repair',
      reviews: 1,
      applications: [{ id: 'A0' }, { id: 'A1' }],
      reviewers: [
        { id: 'R0', capacity: 0 },
        { id: 'R1', capacity: 1 },
        { id: 'R2', capacity: 1 },
      ],
      affinity: [
        [1, 1],
        [0.2, 0.9],
        [null, 0.1],
      ],
      standing: [
        { reviewer: 'R0', application: 'A0' },
        { reviewer: 'R1', application: 'A1' },
      ],
    };
    const { pairs, report } = solved(request);
    expect(pairs).toEqual([
      { reviewer: 'R1', application: 'A0' },
      { reviewer: 'R2', application: 'A1' },
    ]);
    expect(report.removed).toBe(2);
  });

  test('repair changes nothing where nothing is wrong, though a better assignment exists', () => {
    const worse = solved({
      ...base,
      affinity: base.affinity.map((row) => row.map((v) => (v === null ? null : 1 - v))),
    });
    const { report } = solved({ ...base, mode: 'repair', standing: worse.pairs });
    expect([report.removed, report.added]).toEqual([0, 0]);
  });

  test('one person’s share takes the applications that are short first, then the best fit', () => {
    const standing = first.filter((pair) => pair.application !== 'A3' && pair.application !== 'A8');
    const reviewers = [...base.reviewers, { id: 'new', capacity: 3 }];
    const affinity = [...base.affinity, base.applications.map((_, a) => (a === 5 ? 1 : a / 100))];
    const { pairs } = solved({ ...base, reviewers, affinity, mode: 'share', person: 'new', reviews: 3, standing });
    const given = pairs.filter((pair) => pair.reviewer === 'new').map((pair) => pair.application);
    expect(given.sort()).toEqual(['A3', 'A5', 'A8']);
  });

  test('one person’s share is refused with the reason beyond that person’s capacity', () => {
    const reviewers = [...base.reviewers, { id: 'new', capacity: 3 }];
    const affinity = [...base.affinity, base.applications.map(() => 1)];
    const request: AssignmentRequest = { ...base, reviewers, affinity, mode: 'share', person: 'new', standing: first };
    expect(solved({ ...request, reviews: 3 }).report.added).toBe(3);
    expect(refused({ ...request, reviews: 4 }).reasons).toEqual([{ code: 'capacity', reviewer: 'new', capacity: 3 }]);
  });
});
