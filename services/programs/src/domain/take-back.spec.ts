import type { PresentRow } from './incoming.js';
import { takeBack, takeBackCreated, type RowState } from './take-back.js';

const values = {
  person: 'usr-1',
  offeringId: 'off-1',
  role: 'learner' as const,
  beginDate: '2026-09-01',
  endDate: '2026-12-20',
};
const before: RowState = { sourcedId: 'enr-1', sourceStatus: 'active', values, overrides: null, modified: null };
const after: RowState = {
  ...before,
  values: { ...values, endDate: '2026-11-30', role: 'faculty' },
  modified: '2026-10-01T00:00:00.000Z',
};
const stands = (state: RowState, more: Partial<PresentRow> = {}): PresentRow => ({
  id: 'id-1',
  status: state.sourceStatus,
  revision: 3,
  ...state,
  ...more,
});
const byHand = (value: string) => ({ value, by: 'registrar', at: '2026-10-02T00:00:00.000Z' });

describe('undo of a change', () => {
  it('gives back every value, and what the source said last', () => {
    expect(takeBack({ before, after }, stands(after))).toEqual({ next: before, verb: 'amended', left: null });
  });
  it('leaves the field that was changed since and gives back the others', () => {
    const since = { ...after, values: { ...after.values, endDate: '2027-01-31' } };
    expect(takeBack({ before, after }, stands(since))).toEqual({
      next: { ...before, values: { ...values, endDate: '2027-01-31' } },
      verb: 'amended',
      left: 'changed since: endDate',
    });
  });
  it('leaves a hand’s change standing over the value it gives back', () => {
    const present = stands(after, { overrides: { endDate: byHand('2026-10-15') } });
    const undone = takeBack({ before, after }, present);
    expect(undone.next).toMatchObject({ values, overrides: present.overrides });
  });
  it('gives back a hand’s change that the import overwrote', () => {
    const hand = { ...before, overrides: { endDate: byHand('2026-10-15') } };
    expect(takeBack({ before: hand, after }, stands(after)).next).toEqual(hand);
  });
  it('restores what the import ended', () => {
    const ended = { ...before, sourceStatus: 'ended' as const };
    expect(takeBack({ before, after: ended }, stands(ended))).toMatchObject({
      verb: 'restored',
      next: { sourceStatus: 'active' },
    });
  });
  it('ends again what the import restored', () => {
    const ended = { ...before, sourceStatus: 'ended' as const };
    expect(takeBack({ before: ended, after: before }, stands(before))).toMatchObject({
      verb: 'ended',
      next: { sourceStatus: 'ended' },
    });
  });
  it('of what only the source’s memory changed tells nothing', () => {
    const remembered = { ...before, modified: '2026-10-01T00:00:00.000Z' };
    expect(takeBack({ before, after: remembered }, stands(remembered))).toEqual({
      next: before,
      verb: null,
      left: null,
    });
  });
});

describe('undo of a created row', () => {
  it('ends it where nobody touched it since', () => {
    expect(takeBackCreated(stands(after), true)).toMatchObject({
      verb: 'ended',
      next: { sourceStatus: 'ended' },
      left: null,
    });
  });
  it('leaves it where a later import or a hand changed it', () => {
    expect(takeBackCreated(stands(after), false)).toMatchObject({ next: null, left: 'changed since it was created' });
    expect(takeBackCreated(stands(after, { overrides: { role: byHand('mentor') } }), true).next).toBeNull();
  });
  it.each(['completed', 'withdrawn'] as const)('leaves it and says so where it is %s', (status) => {
    expect(takeBackCreated(stands(after, { status }), true)).toEqual({
      next: null,
      verb: null,
      left: `it is ${status}`,
    });
  });
  it('has nothing to do where it is ended', () => {
    expect(takeBackCreated(stands(after, { status: 'ended' }), true)).toEqual({ next: null, verb: null, left: null });
  });
});
