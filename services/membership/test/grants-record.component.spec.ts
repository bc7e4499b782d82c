import { uuidv7 } from 'uuidv7';
import {
  ApplicationReopened,
  ApplicationSubmitted,
  ApplicationWithdrawn,
  CallPublished,
  CommitteeServed,
  GrantAwarded,
  OutcomeAnnounced,
} from '@chiron/contracts/grants';
import { EnrollmentOpened } from '@chiron/contracts/programs';
import { eventually } from '@chiron/testing';
import { enrollment, runningMembership } from './running-membership.js';

let on: Awaited<ReturnType<typeof runningMembership>>;
beforeAll(async () => (on = await runningMembership()));
afterAll(() => on.close());

const callId = uuidv7();
const personCalled = async (sourcedId: string, familyName: string): Promise<string> => {
  await on.describePerson(sourcedId, { givenName: 'Ana', familyName });
  return on.found(sourcedId);
};
/** What somebody sees of a record, and what staff see of it. */
const ownRecord = async (id: string) =>
  (await on.call('GET', `/people/${id}/record`, { scopes: ['self'], personId: id })).body.items;
const staffRecord = async (id: string) => (await on.call('GET', `/people/${id}/record`)).body.items;
const facts = (applicantId: string, applicationId = uuidv7()) => ({
  applicationId,
  callId,
  stage: 'full' as const,
  applicantId,
});
const submittedAt = '2026-12-15T20:11:09.120Z';

describe('a record, told of grants', () => {
  beforeAll(() =>
    on.publish(CallPublished, {
      callId,
      code: '2027-MECG',
      year: 2027,
      stages: [{ stage: 'full', opensAt: '2026-11-01T13:00:00Z', closesAt: '2026-12-15T22:00:00Z' }],
    }),
  );

  it('shows an application to those who take part, and to nobody else, not even by count', async () => {
    const [applicant, helper] = [await personCalled('app-1', 'Applies'), await personCalled('app-2', 'Helps')];
    const told = facts(applicant);
    const team = [{ personId: helper, role: 'co-applicant' }];
    const event = await on.publish(ApplicationSubmitted, { ...told, submittedAt, late: false, team });
    await eventually('the applicant sees it', async () => (await ownRecord(applicant)).length === 1);
    expect(await ownRecord(applicant)).toEqual([
      {
        id: told.applicationId,
        kind: 'grant-application',
        call: { id: callId, code: '2027-MECG', year: 2027 },
        stage: 'full',
        role: 'principal-investigator',
        status: 'submitted',
        submittedAt,
        event: { id: event.id, type: event.type, time: event.time },
      },
    ]);
    expect(await ownRecord(helper)).toMatchObject([{ id: told.applicationId, role: 'co-applicant' }]);
    expect((await on.call('GET', `/people/${applicant}/record`)).body).toEqual({ items: [], next: null });
    expect(
      (await on.call('GET', `/people/${applicant}/record`, { scopes: ['self', 'records:read'], personId: helper }))
        .body,
    ).toEqual({ items: [], next: null });
  });

  it('follows an application to its end, and forgets no earlier word when it comes again', async () => {
    const applicant = await personCalled('app-3', 'Follows');
    const told = facts(applicant);
    const submitted = { ...told, submittedAt, late: false, team: [] };
    await on.publish(ApplicationSubmitted, submitted);
    await on.publish(ApplicationReopened, { ...told, by: 'applicant' });
    await on.publish(ApplicationSubmitted, { ...submitted, submittedAt: '2026-12-15T21:00:00.000Z' });
    await on.publish(OutcomeAnnounced, { ...told, outcome: 'decline', announcedOn: '2027-03-01' });
    await eventually('it is declined', async () => (await ownRecord(applicant))[0]?.status === 'declined');
    expect(await ownRecord(applicant)).toMatchObject([
      { submittedAt: '2026-12-15T21:00:00.000Z', event: { type: OutcomeAnnounced.type } },
    ]);
    await on.bus.publish(ApplicationSubmitted, submitted, 1);
    await on.publish(EnrollmentOpened, enrollment('app-3'));
    await eventually('a later enrollment stands above it', async () => (await ownRecord(applicant)).length === 2);
    expect(await ownRecord(applicant)).toMatchObject([{ kind: 'enrollment' }, { status: 'declined' }]);
    expect(await staffRecord(applicant)).toMatchObject([{ kind: 'enrollment' }]);
  });

  it('shows nothing of a draft that was withdrawn before it was handed in', async () => {
    const applicant = await personCalled('app-4', 'Drafts');
    await on.publish(ApplicationWithdrawn, { ...facts(applicant), withdrawnAt: submittedAt, wasSubmitted: false });
    await on.publish(EnrollmentOpened, enrollment('app-4'));
    await eventually('what came after it is there', async () => (await ownRecord(applicant)).length === 1);
    expect(await ownRecord(applicant)).toMatchObject([{ kind: 'enrollment' }]);
  });

  it('shows a grant to staff too, to the whole team, once however often it is told', async () => {
    const [recipient, helper] = [await personCalled('grant-1', 'Wins'), await personCalled('grant-2', 'Mentors')];
    const grant = {
      grantId: uuidv7(),
      applicationId: uuidv7(),
      callId,
      recipientId: recipient,
      team: [{ personId: helper, role: 'mentor' }],
      amountMinor: 2_500_000,
      currency: 'USD',
      announcedOn: '2027-03-01',
    };
    await on.publish(GrantAwarded, grant);
    const event = await on.publish(GrantAwarded, grant);
    await eventually('the last word stands in the record', async () => {
      const [entry] = await staffRecord(recipient);
      return (entry as { event: { id: string } } | undefined)?.event.id === event.id;
    });
    expect(await staffRecord(recipient)).toEqual([
      {
        id: grant.grantId,
        kind: 'grant',
        call: { id: callId, code: '2027-MECG', year: 2027 },
        role: 'principal-investigator',
        amountMinor: 2_500_000,
        currency: 'USD',
        announcedOn: '2027-03-01',
        event: { id: event.id, type: event.type, time: event.time },
      },
    ]);
    expect(await staffRecord(helper)).toMatchObject([{ kind: 'grant', role: 'mentor' }]);
    await on.publish(GrantAwarded, { ...grant, amountMinor: 3_000_000 });
    await eventually('what an appeal gave beyond it stands', async () => (await staffRecord(recipient))[0]?.amountMinor === 3_000_000); // prettier-ignore
    expect(await staffRecord(recipient)).toHaveLength(1);
  });

  it('shows service on a committee by committee and year only', async () => {
    const personId = await personCalled('serve-1', 'Serves');
    const service = { serviceId: uuidv7(), personId, committee: 'Education Innovation', year: 2027 };
    const event = await on.publish(CommitteeServed, service);
    await eventually('it stands in the record', async () => (await staffRecord(personId)).length === 1);
    expect(await staffRecord(personId)).toEqual([
      {
        id: service.serviceId,
        kind: 'committee-service',
        committee: 'Education Innovation',
        year: 2027,
        event: { id: event.id, type: event.type, time: event.time },
      },
    ]);
  });

  it('of two merged people is one, each application once, page by page', async () => {
    const [one, other] = [await personCalled('merge-1', 'Twice'), await personCalled('merge-2', 'Double')];
    const told = facts(one);
    const team = [{ personId: other, role: 'mentor' }];
    await on.publish(ApplicationSubmitted, { ...told, submittedAt, late: false, team });
    await on.publish(CommitteeServed, { serviceId: uuidv7(), personId: other, committee: 'Seed', year: 2026 });
    await eventually('both stand', async () => (await ownRecord(other)).length === 2);
    expect((await on.call('POST', '/merges', { body: { personId: one, intoPersonId: other } })).status).toBeLessThan(
      300,
    );
    const self = { scopes: ['self'], personId: other };
    const first = (await on.call('GET', `/people/${other}/record?limit=1`, self)).body;
    const second = (await on.call('GET', `/people/${other}/record?limit=1&cursor=${first.next}`, self)).body;
    expect(first.items).toMatchObject([{ kind: 'committee-service' }]);
    expect(second).toMatchObject({ items: [{ id: told.applicationId, role: 'principal-investigator' }], next: null });
  });

  it('leaves nothing among the dead letters', async () => {
    expect((await on.call('GET', '/operations/membership/dead-letters')).body.items).toEqual([]);
  });
});
