import type { Incoming, PresentRow, SourceValues } from './incoming.js';
import { defaultFieldPolicy, plan, presentValues, type EnrollmentPolicy, type Next } from './plan.js';

const values: SourceValues = {
  person: 'usr-1',
  offeringId: 'off-1',
  role: 'learner',
  beginDate: '2026-09-01',
  endDate: '2026-12-20',
};
const says = (given: Partial<Omit<Next, 'incoming'>> & { incoming?: Partial<Incoming> } = {}): Next => ({
  sourcedId: 'enr-1',
  values,
  personKnown: true,
  ...given,
  incoming: {
    ends: false,
    role: 'learner',
    beginDate: null,
    endDate: null,
    modified: null,
    warning: null,
    ...given.incoming,
  },
});
const stands = (given: Partial<PresentRow> = {}): PresentRow => ({
  id: 'id-1',
  sourcedId: 'enr-1',
  status: 'active',
  values,
  overrides: null,
  modified: null,
  revision: 1,
  sourceStatus: given.status ?? 'active',
  ...given,
});
const byHand = (value: string | null) => ({ value, by: 'registrar', at: '2026-10-01T00:00:00.000Z' });
const sourceWins: EnrollmentPolicy = {
  person: 'source',
  offeringId: 'source',
  role: 'source',
  beginDate: 'source',
  endDate: 'source',
  status: 'source',
};
const later = { ...values, endDate: '2026-11-30' };

describe('a new row', () => {
  it('of a known person is created', () => {
    expect(plan(says(), null, defaultFieldPolicy)).toMatchObject({
      outcome: 'created',
      fact: 'opened',
      row: { sourceStatus: 'active' },
    });
  });
  it('of a person of whom nothing but an id is known is pending', () => {
    expect(plan(says({ personKnown: false }), null, defaultFieldPolicy)).toMatchObject({
      outcome: 'pending',
      code: 'unknown-person',
      fact: 'opened',
      row: { sourceStatus: 'pending' },
    });
  });
  it('that ends what never was changes nothing', () => {
    expect(plan(says({ values: null, incoming: { ends: true } }), null, defaultFieldPolicy)).toMatchObject({
      outcome: 'unchanged',
      row: null,
    });
  });
});

describe('a row that is here already', () => {
  it('and says the same again is unchanged and tells nothing', () => {
    expect(plan(says(), stands(), defaultFieldPolicy)).toMatchObject({ outcome: 'unchanged', fact: null });
  });
  it('and says something else is updated in place, whatever the field', () => {
    for (const changed of [
      { person: 'usr-2' },
      { offeringId: 'off-2' },
      { role: 'faculty' as const },
      { beginDate: null },
      { endDate: '2027-01-31' },
    ]) {
      expect(plan(says({ values: { ...values, ...changed } }), stands(), defaultFieldPolicy)).toMatchObject({
        outcome: 'updated',
        fact: 'amended',
        row: { values: { ...values, ...changed } },
      });
    }
  });
  it('and comes under a new sourcedId is updated, rekeyed, and nothing ends', () => {
    expect(plan(says({ sourcedId: 'enr-9' }), stands(), defaultFieldPolicy)).toMatchObject({
      outcome: 'updated',
      code: 'rekeyed',
      row: { sourcedId: 'enr-9' },
      fact: null,
    });
  });
  it('becomes active when its person is known now', () => {
    expect(plan(says(), stands({ status: 'pending' }), defaultFieldPolicy)).toMatchObject({
      outcome: 'updated',
      fact: 'activated',
      row: { sourceStatus: 'active' },
    });
  });
  it('stays pending while its person is not', () => {
    expect(plan(says({ personKnown: false }), stands({ status: 'pending' }), defaultFieldPolicy)).toMatchObject({
      outcome: 'pending',
      fact: null,
    });
  });
});

describe('a row that comes out of order', () => {
  const at = (modified: string | null) => says({ values: later, incoming: { modified } });
  const present = stands({ modified: '2026-10-02T00:00:00.000Z' });
  it('is stale when it is older than what is here', () => {
    expect(plan(at('2026-10-01T23:59:59.999Z'), present, defaultFieldPolicy)).toMatchObject({
      outcome: 'stale',
      row: null,
    });
  });
  it('wins when it is equally old, or does not say', () => {
    expect(plan(at('2026-10-02T00:00:00.000Z'), present, defaultFieldPolicy).outcome).toBe('updated');
    expect(plan(at(null), present, defaultFieldPolicy).outcome).toBe('updated');
  });
  it('does not end a live row either', () => {
    const end = says({ values: null, incoming: { ends: true, modified: '2026-10-01T00:00:00.000Z' } });
    expect(plan(end, present, defaultFieldPolicy).outcome).toBe('stale');
  });
});

describe('a row that ends', () => {
  const end = says({ values: null, incoming: { ends: true } });
  it.each(['active', 'pending'] as const)('ends a row that is %s', (status) => {
    expect(plan(end, stands({ status }), defaultFieldPolicy)).toMatchObject({
      outcome: 'ended',
      fact: 'ended',
      row: { sourceStatus: 'ended' },
    });
  });
  it.each(['completed', 'withdrawn'] as const)('never removes what is %s', (status) => {
    expect(plan(end, stands({ status }), defaultFieldPolicy)).toMatchObject({
      outcome: 'kept',
      code: 'finished-kept',
      row: null,
    });
  });
  it('a second time changes nothing', () => {
    expect(plan(end, stands({ status: 'ended' }), defaultFieldPolicy)).toMatchObject({
      outcome: 'unchanged',
      fact: null,
    });
  });
  it('under a sourcedId that the live row no longer has does not end it', () => {
    expect(plan(end, stands({ sourcedId: 'enr-9' }), defaultFieldPolicy)).toMatchObject({
      outcome: 'unchanged',
      code: 'nothing-to-end',
      row: null,
    });
  });
  it('is taken back by a row that says active again', () => {
    expect(plan(says(), stands({ status: 'ended' }), defaultFieldPolicy)).toMatchObject({
      outcome: 'restored',
      fact: 'restored',
      row: { sourceStatus: 'active' },
    });
  });
});

describe('a change made by hand since the last delivery', () => {
  const changed = stands({ overrides: { endDate: byHand('2026-10-15') } });
  it('stands while the source says what it said', () => {
    expect(plan(says(), changed, defaultFieldPolicy)).toMatchObject({
      outcome: 'unchanged',
      fact: null,
      row: { overrides: changed.overrides },
    });
  });
  it('is kept where the policy lets the hand win, and the source’s new value is remembered', () => {
    expect(plan(says({ values: later }), changed, defaultFieldPolicy)).toMatchObject({
      outcome: 'kept',
      code: 'hand-change-kept',
      field: 'endDate',
      fact: null,
      row: { values: later, overrides: changed.overrides },
    });
  });
  it('is overwritten where the policy lets the source win', () => {
    expect(plan(says({ values: later }), changed, sourceWins)).toMatchObject({
      outcome: 'updated',
      code: 'hand-change-overwritten',
      field: 'endDate',
      fact: 'amended',
      row: { values: later, overrides: null },
    });
  });
  it('is no conflict where the source now says the same', () => {
    const agreed = plan(says({ values: { ...values, endDate: '2026-10-15' } }), changed, defaultFieldPolicy);
    expect(agreed).toMatchObject({
      outcome: 'unchanged',
      fact: null,
      row: { overrides: null, values: { endDate: '2026-10-15' } },
    });
  });
  it('does not hold back another field that the source changes', () => {
    const both = plan(says({ values: { ...later, role: 'faculty' } }), changed, defaultFieldPolicy);
    expect(both).toMatchObject({ outcome: 'updated', code: 'hand-change-kept', fact: 'amended' });
    expect(presentValues(both.row!.values, both.row!.overrides)).toMatchObject({
      role: 'faculty',
      endDate: '2026-10-15',
    });
  });
  it('that ended the row stands, until the source changes and may', () => {
    const ended = stands({ status: 'ended', sourceStatus: 'active', overrides: { status: byHand('ended') } });
    expect(plan(says(), ended, sourceWins).outcome).toBe('unchanged');
    expect(plan(says({ values: later }), ended, defaultFieldPolicy)).toMatchObject({
      outcome: 'kept',
      field: 'status',
      fact: null,
    });
    expect(plan(says({ values: later }), ended, sourceWins)).toMatchObject({
      outcome: 'restored',
      row: { overrides: null },
    });
  });
  it.each(['completed', 'withdrawn'] as const)('that made it %s is not taken back by any data set', (status) => {
    expect(plan(says(), stands({ status }), sourceWins).outcome).toBe('unchanged');
    expect(plan(says({ values: later }), stands({ status }), sourceWins)).toMatchObject({
      outcome: 'kept',
      code: 'finished-kept',
    });
  });
});
