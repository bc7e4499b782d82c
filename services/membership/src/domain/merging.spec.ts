import type { Refusal } from '@chiron/contracts/core';
import { link, unlink, type Linkable } from './linking.js';
import { survivorOf, undecided, type Match } from './matches.js';
import { goingBack, merge, separate, type Held, type Merge } from './merging.js';
import type { Person } from './person.js';

const person = (id: string, more: Partial<Person> = {}): Person => ({
  id,
  corrections: {},
  privacyHold: false,
  holdBy: null,
  mergedInto: null,
  revision: 1,
  ...more,
});
const refusal = (work: () => unknown): string | undefined => {
  try {
    work();
    return undefined;
  } catch (error) {
    return (error as Refusal).code;
  }
};
const done: Merge = { id: 'm', personId: 'a', intoPersonId: 'b', undone: false };

describe('merging two records', () => {
  it('reads the one as the other', () =>
    expect(merge({ away: person('a'), into: person('b') }, 'm').next.away.mergedInto).toBe('b'));
  it('is refused for one record', () =>
    expect(refusal(() => merge({ away: person('a'), into: person('a') }, 'm'))).toBe('merge-into-self'));
  it('is refused when either was merged already', () => {
    expect(refusal(() => merge({ away: person('a', { mergedInto: 'c' }), into: person('b') }, 'm'))).toBe(
      'person-merged',
    );
    expect(refusal(() => merge({ away: person('a'), into: person('b', { mergedInto: 'c' }) }, 'm'))).toBe(
      'person-merged',
    );
  });
  it('carries a privacy hold to the survivor, and its undo takes it back', () => {
    const { next, ofInto } = merge({ away: person('a', { privacyHold: true, holdBy: 's' }), into: person('b') }, 'm');
    expect(next.into.privacyHold).toBe(true);
    expect(ofInto).toHaveLength(1);
    expect(separate(done, next).next).toMatchObject({
      away: { privacyHold: true, mergedInto: null },
      into: { privacyHold: false },
    });
  });
  it("leaves the survivor's own hold alone, also when undone", () => {
    const { next, ofInto } = merge(
      { away: person('a', { privacyHold: true }), into: person('b', { privacyHold: true, holdBy: 's' }) },
      'm',
    );
    expect(ofInto).toEqual([]);
    expect(separate(done, next).next.into.privacyHold).toBe(true);
  });
  it('is undone once', () =>
    expect(refusal(() => separate({ ...done, undone: true }, { away: person('a'), into: person('b') }))).toBe(
      'merge-undone',
    ));
});

describe('the references that an undone merge gives back', () => {
  const ref = (sourcedId: string, via: string | null = null): Held => ({
    source: 'sis',
    sourcedId,
    via: via === null ? null : { source: 'sis', sourcedId: via },
  });
  const ids = (held: readonly { sourcedId: string }[]) => held.map(({ sourcedId }) => sourcedId).sort();
  it('are those it moved', () => expect(ids(goingBack([ref('1')], [ref('1'), ref('2')]))).toEqual(['1']));
  it('are not those that staff gave to somebody else since', () =>
    expect(goingBack([ref('1')], [ref('2')])).toEqual([]));
  it('are also those that came because of them, and because of these', () =>
    expect(ids(goingBack([ref('1')], [ref('4', '3'), ref('3', '1'), ref('1'), ref('2')]))).toEqual(['1', '3', '4']));
  it("are not those that came because of the survivor's own", () =>
    expect(ids(goingBack([ref('1')], [ref('1'), ref('2'), ref('3', '2')]))).toEqual(['1']));
});

describe('an uncertain match', () => {
  const match: Match = { id: 'x', personId: 'young', otherPersonId: 'old', state: 'open' };
  it('is decided once', () => {
    expect(undecided(match)).toBe(match);
    expect(refusal(() => undecided({ ...match, state: 'merged' }))).toBe('match-decided');
    expect(refusal(() => undecided({ ...match, state: 'kept-apart' }))).toBe('match-decided');
  });
  it('keeps the older record', () => expect(survivorOf(match)).toEqual({ personId: 'young', intoPersonId: 'old' }));
  it('keeps the younger one when a human says so', () =>
    expect(survivorOf(match, 'young')).toEqual({ personId: 'old', intoPersonId: 'young' }));
});

describe('a reference that staff link', () => {
  const bare = { source: 'sis', sourcedId: '1' };
  const known = (personId: string | null, described: boolean): Linkable => ({ ...bare, personId, described });
  it('means the person from now on', () => {
    expect(link(person('a'), bare, undefined)).toBe(true);
    expect(link(person('a'), bare, known(null, false))).toBe(true);
  });
  it('that means the person already changes nothing', () =>
    expect(link(person('a'), bare, known('a', true))).toBe(false));
  it('is refused when it means somebody else', () =>
    expect(refusal(() => link(person('a'), bare, known('b', false)))).toBe('reference-taken'));
  it("is refused when it is the platform's own", () =>
    expect(refusal(() => link(person('a'), { source: 'chiron', sourcedId: 'b' }, undefined))).toBe(
      'reference-reserved',
    ));
  it('means nobody once unlinked, where nothing is said of it', () =>
    expect(unlink(person('a'), bare, known('a', false), 0)).toBe('release'));
  it('becomes a person of its own once unlinked, where its source describes it', () =>
    expect(unlink(person('a'), bare, known('a', true), 1)).toBe('separate'));
  it('stays where nothing else is known of the person', () =>
    expect(refusal(() => unlink(person('a'), bare, known('a', true), 0))).toBe('last-identifier'));
  it("is not found among another's", () =>
    expect(refusal(() => unlink(person('a'), bare, known('b', true), 1))).toBe('not-found'));
});
