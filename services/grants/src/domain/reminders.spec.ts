import {
  digests,
  draftReminders,
  linkReminders,
  reviewReminders,
  type OpenDraft,
  type OpenLink,
  type OpenReviews,
} from './reminders.js';

const due = '2027-02-10T22:00:00.000Z';
const open = (more: Partial<OpenReviews> = {}): OpenReviews => ({
  personId: 'ana',
  committeeId: 'seed',
  committee: 'Seed',
  callId: 'call',
  call: 'Challenge Grants',
  timeZone: 'America/Denver',
  due,
  numbers: ['2027-MECG-7KQ4', '2027-MECG-9ABC'],
  digest: true,
  ...more,
});
const keys = (reminders: readonly { key: string }[]): string[] => reminders.map(({ key }) => key);

describe('a reviewer is reminded', () => {
  it.each([
    ['2027-02-07T22:00:00.000Z', ['reviews-due-soon:seed:ana:2027-02-10T22:00:00.000Z']],
    ['2027-02-10T21:59:59.999Z', ['reviews-due-soon:seed:ana:2027-02-10T22:00:00.000Z']],
    ['2027-02-10T22:00:00.000Z', ['reviews-late:seed:ana:2027-02-10T22:00:00.000Z']],
    ['2027-02-07T21:59:59.999Z', []],
  ])('at %s of %j', (now, expected) => expect(keys(reviewReminders([open()], now))).toEqual(expected));

  it('anew where the deadline has moved, and not at all where there is none or nothing is left', () => {
    const later = open({ due: '2027-02-12T22:00:00.000Z' });
    expect(keys(reviewReminders([later], '2027-02-10T23:00:00.000Z'))).toEqual([
      'reviews-due-soon:seed:ana:2027-02-12T22:00:00.000Z',
    ]);
    expect(reviewReminders([open({ due: null }), open({ numbers: [] })], due)).toEqual([]);
  });

  it('in their language, on the clocks of the call', () => {
    const [reminder] = reviewReminders([open()], '2027-02-09T00:00:00.000Z');
    expect(reminder!.words('en')).toMatchObject({
      due: 'February 10, 2027 at 3:00 PM (America/Denver)',
      list: '- 2027-MECG-7KQ4\n- 2027-MECG-9ABC',
    });
    expect(reminder!.words('es')['due']).toMatch(/10 de febrero de 2027/);
  });
});

describe('the weekly list', () => {
  const monday = '2027-02-08T14:00:00.000Z';
  it('holds all that waits for a person, in one letter', () => {
    const [digest, ...more] = digests(
      [open(), open({ committeeId: 'b', committee: 'Bedside', numbers: ['X'], due: null })],
      monday,
      'America/Denver',
    );
    expect([digest!.key, more]).toEqual(['review-digest:ana:2027-02-08', []]);
    expect(digest!.words('en')['list']).toBe(
      '- Seed (Challenge Grants): 2027-MECG-7KQ4, 2027-MECG-9ABC; due by February 10, 2027 at 3:00 PM (America/Denver)\n- Bedside (Challenge Grants): X',
    );
  });
  it.each([
    ['before seven in the institute’s zone', '2027-02-08T13:59:00.000Z'],
    ['on Sunday', '2027-02-08T06:59:00.000Z'],
    ['on Tuesday', '2027-02-09T14:00:00.000Z'],
  ])('is not sent %s', (_, now) => expect(digests([open()], now, 'America/Denver')).toEqual([]));
  it('is not sent to whoever does not want it', () =>
    expect(digests([open({ digest: false })], monday, 'America/Denver')).toEqual([]));
});

describe('an applicant is reminded of a draft', () => {
  const draft: OpenDraft = {
    applicationId: 'a', number: 'N', applicantId: 'ana', callId: 'call', call: 'Challenge Grants', timeZone: 'UTC', due,
    graceUntil: '2027-02-10T23:00:00.000Z',
  }; // prettier-ignore
  const kindsAt = (now: string, one = draft) => draftReminders([one], now).map(({ kind }) => kind);
  it.each([
    ['2027-02-07T21:59:59.999Z', []],
    ['2027-02-07T22:00:00.000Z', ['draft-due-soon']],
    ['2027-02-10T21:59:59.999Z', ['draft-due-soon']],
    [due, ['draft-late']],
    ['2027-02-10T22:59:59.999Z', ['draft-late']],
    ['2027-02-10T23:00:00.000Z', []],
  ])('at %s: %j', (now, kinds) => expect(kindsAt(now)).toEqual(kinds));
  it('and of a late one only where the call takes it late', () =>
    expect(kindsAt(due, { ...draft, graceUntil: due })).toEqual([]));
  it('is told how long it is still taken', () =>
    expect(draftReminders([draft], due)[0]!.words('es')).toMatchObject({
      due: expect.stringContaining('22:00'),
      until: expect.stringContaining('23:00'),
    }));
});

describe('somebody with a link that was not used', () => {
  const link: OpenLink = {
    subjectId: 's', purpose: 'reference', name: 'Ben', email: 'ben@example.org', applicant: 'Ana Silva', applicationId: 'a',
    callId: 'call', call: 'Challenge Grants', timeZone: 'UTC', due, sent: '2027-01-20T12:00:00.000Z',
  }; // prettier-ignore
  it.each([
    ['2027-02-07T22:00:00.000Z', 1],
    ['2027-02-07T21:59:59.999Z', 0],
    [due, 0],
  ])('is reminded at %s: %i', (now, count) => expect(linkReminders([link], now)).toHaveLength(count));
  it('is reminded of the letter that has it; the reminder holds no link, so that the first one goes on working', () => {
    const [reminder] = linkReminders([link], '2027-02-09T00:00:00.000Z');
    expect(reminder).toMatchObject({
      kind: 'reference-due-soon',
      recipient: { name: 'Ben', email: 'ben@example.org' },
    });
    expect(reminder!.words('en')).toMatchObject({ applicant: 'Ana Silva', sent: 'January 20, 2027 at 12:00 PM (UTC)' });
  });
  it('is left alone where the link itself came within those days', () =>
    expect(linkReminders([{ ...link, sent: '2027-02-08T00:00:00.000Z' }], '2027-02-09T00:00:00.000Z')).toEqual([]));
});
