import type { IdentityMatch } from './find-identity.js';
import { foundIn, reconcile, restore, unreadableIn, waive, type Finding, type Found, type Place } from './finding.js';

const aims: Place = { in: 'answers', pointer: '/answers/aims' };
const named = (written: string, start = 0): IdentityMatch => ({
  kind: 'name', certainty: 'certain', personId: 'p', written, start, end: start + written.length,
}); // prettier-ignore
const found = (times = 1, written = 'S. Berg'): Found =>
  foundIn(
    `${written} `.repeat(times),
    aims,
    Array.from({ length: times }, (_, i) => named(written, i * (written.length + 1))),
  )[0]!;
const known = (one: Found): Finding => ({ ...one, id: 'f', foundAt: '2026-11-01T00:00:00.000Z', state: 'open' });

describe('what a check found', () => {
  it('is told once for the same words in one place, with how often they stand there and the first words around', () => {
    const text = `${'x'.repeat(60)} by S. Berg and s. berg`;
    const all = foundIn(text, aims, [named('S. Berg', 64), named('s. berg', 76)]);
    expect(all).toHaveLength(1);
    expect([all[0]!.times, all[0]!.written, all[0]!.excerpt]).toEqual([
      2,
      'S. Berg',
      `${'x'.repeat(36)} by S. Berg and s. berg`,
    ]);
  });

  it('in two places is two findings', () => {
    const other: Place = { in: 'file', fileId: 'f1', kind: 'text', part: 'page 2' };
    const keys = [aims, other, { ...other, part: 'page 3' }].map(
      (place) => foundIn('S. Berg', place, [named('S. Berg')])[0]!.key,
    );
    expect(new Set(keys).size).toBe(3);
    expect(unreadableIn('f1', 'encrypted', undefined).key).not.toBe(unreadableIn('f1', 'picture-only', 'page 2').key);
  });

  it('is open when it is new, resolved when it is gone, and open again when it comes back', () => {
    const first = reconcile([], [found()]);
    expect([first.fresh.length, first.changed.length, first.open]).toEqual([1, 0, 1]);
    const gone = reconcile([known(found())], []);
    expect([gone.changed.map(({ state }) => state), gone.open]).toEqual([['resolved'], 0]);
    const back = reconcile(gone.changed, [found()]);
    expect([back.fresh.length, back.changed.map(({ state }) => state), back.open]).toEqual([0, ['open'], 1]);
  });

  it('that stands as it stood changes nothing', () => {
    expect(reconcile([known(found())], [found()])).toEqual({ fresh: [], changed: [], open: 1 });
  });

  it('that was let pass stays so while it stands there as often, and is open again when it stands there once more', () => {
    const passed = waive(known(found(2)), 'officer', 'a street of that name');
    expect(reconcile([passed], [found(2)]).open).toBe(0);
    expect(reconcile([passed], [found(1)]).open).toBe(0);
    expect(reconcile([passed], [found(3)])).toMatchObject({ open: 1, changed: [{ state: 'open', times: 3 }] });
    expect(reconcile([passed], []).changed).toEqual([]);
  });

  it('is let pass while it is open, and taken back while it was let pass, and neither otherwise', () => {
    const open = known(found());
    const passed = waive(open, 'officer', 'why');
    expect(passed).toMatchObject({ state: 'waived', waivedBy: 'officer', reason: 'why', waivedTimes: 1 });
    expect(restore(passed)).toEqual(open);
    expect(() => waive(passed, 'officer', 'why')).toThrow('finding-not-open');
    expect(() => waive({ ...open, state: 'resolved' }, 'officer', 'why')).toThrow('finding-not-open');
    expect(() => restore(open)).toThrow('finding-not-waived');
  });
});
