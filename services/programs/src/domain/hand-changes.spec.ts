import { delivered, givenBack, notedByHand, untouched, type Standing } from './hand-changes.js';

const hand = { by: 'registrar', at: '2026-11-20T08:00:00.000Z' };
const fields = ['title', 'code', 'termIds', 'status'];
const policy = { title: 'hand', code: 'hand', termIds: 'hand', status: 'hand' } as const;
const values = { title: 'Feedback', code: 'F1', termIds: ['t1', 't2'], status: 'scheduled' };
const bySource: Standing = { values, hands: null };
const byHand: Standing = {
  values: { ...values, title: 'Feedback and Coaching' },
  hands: { title: { source: 'Feedback', ...hand } },
};

describe('a change by hand of the catalogue', () => {
  it('stands beside what the source said, with who and when', () => {
    expect(notedByHand(bySource, { ...values, title: 'Feedback and Coaching' }, fields, hand)).toEqual(byHand.hands);
  });

  it('changed once more keeps what the source said, not what the hand said before', () => {
    const again = notedByHand(byHand, { ...values, title: 'Coaching' }, fields, { ...hand, by: 'dean' });
    expect(again).toEqual({ title: { source: 'Feedback', by: 'dean', at: hand.at } });
  });

  it('that puts back what the source says leaves nothing beside it', () => {
    expect(notedByHand(byHand, values, fields, hand)).toBeNull();
  });

  it('of the same terms in another order is none', () => {
    expect(notedByHand(bySource, { ...values, termIds: ['t2', 't1'] }, fields, hand)).toBeNull();
  });

  it('that says one term twice says it once: it is none, nor does it bring back the other that the source said', () => {
    const one: Standing = { values: { ...values, termIds: ['t1'] }, hands: null };
    expect(notedByHand(one, { ...values, termIds: ['t1', 't1'] }, fields, hand)).toBeNull();
    const other: Standing = {
      values: { ...values, termIds: ['t3'] },
      hands: { termIds: { source: ['t1', 't2'], ...hand } },
    };
    const written = notedByHand(other, { ...values, termIds: ['t1', 't1'] }, fields, hand);
    expect(written).toEqual({ termIds: { source: ['t1', 't2'], ...hand } });
  });
});

describe('a line of the catalogue', () => {
  it('changes what no hand changed', () => {
    expect(delivered(bySource, { ...values, title: 'Feedback II' }, policy)).toMatchObject({
      next: { values: { title: 'Feedback II' }, hands: null },
      kept: null,
      overwritten: null,
      shown: true,
    });
  });

  it('that changes another field than the hand leaves the hand’s, and that is no conflict', () => {
    expect(delivered(byHand, { ...values, code: 'F2' }, policy)).toEqual({
      next: { values: { ...byHand.values, code: 'F2' }, hands: byHand.hands },
      kept: null,
      overwritten: null,
      shown: true,
    });
  });

  it('that changes what a hand changed is kept beneath it, or overwrites it, as the policy says', () => {
    const says = { ...values, title: 'Feedback II' };
    expect(delivered(byHand, says, policy)).toEqual({
      next: { values: byHand.values, hands: { title: { source: 'Feedback II', ...hand } } },
      kept: 'title',
      overwritten: null,
      shown: false,
    });
    expect(delivered(byHand, says, { ...policy, title: 'source' })).toEqual({
      next: { values: says, hands: null },
      kept: null,
      overwritten: 'title',
      shown: true,
    });
  });

  it('that comes to agree with the hand ends the conflict', () => {
    expect(delivered(byHand, { ...values, title: 'Feedback and Coaching' }, policy)).toEqual({
      next: { values: byHand.values, hands: null },
      kept: null,
      overwritten: null,
      shown: false,
    });
  });
});

describe('taking a line of the catalogue back', () => {
  const after: Standing = { values: { ...values, title: 'Feedback II', code: 'F2' }, hands: null };

  it('gives back every value that is still the one the import wrote', () => {
    expect(givenBack(bySource, after, after)).toEqual({ next: bySource, left: [] });
    expect(untouched(after, after)).toBe(true);
  });

  it('leaves and lists what changed since, with what the source said before beneath it', () => {
    const present: Standing = {
      values: { ...after.values, title: 'Coaching' },
      hands: { title: { source: 'Feedback II', ...hand } },
    };
    expect(givenBack(bySource, after, present)).toEqual({
      next: { values: { ...values, title: 'Coaching' }, hands: { title: { source: 'Feedback', ...hand } } },
      left: ['title'],
    });
    expect(untouched(after, present)).toBe(false);
  });

  it('has nothing to give back where a hand did so already', () => {
    const present: Standing = { values, hands: { title: { source: 'Feedback II', ...hand } } };
    expect(givenBack(bySource, after, present)).toEqual({ next: bySource, left: [] });
  });

  it('gives back the hand’s value that the import overwrote, as the hand’s', () => {
    expect(givenBack(byHand, after, after).next).toEqual(byHand);
  });
});
