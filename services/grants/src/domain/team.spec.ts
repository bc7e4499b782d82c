import { Refusal } from '@chiron/contracts/core';
import type { Application } from './application.js';
import {
  add,
  amend,
  answer,
  missingConsents,
  personsOf,
  recognise,
  remove,
  type Member,
  type Team,
  type Wanted,
} from './team.js';

const application = {
  id: '019a8f2e-6b1c-7d35-9f00-0c6b7a1d2e70',
  callId: '019a8f2e-6b1c-7d35-9f00-0c6b7a1d2e60',
  stage: 'full',
  applicantId: '019a8f2e-6b1c-7d35-9f00-0c6b7a1d2e50',
  state: 'draft',
} as Application;
const ana: Member = {
  id: '019a8f2e-6b1c-7d35-9f00-0c6b7a1d2e71',
  personId: null,
  name: 'Ana Silva',
  email: 'ana@example.edu',
  orcid: '0000-0002-1825-0097',
  role: 'co-applicant',
  access: 'read',
  contributions: ['methodology'],
  consent: 'asked',
  answeredAt: null,
  revision: 1,
};
const given: Member = { ...ana, consent: 'given', personId: '019a8f2e-6b1c-7d35-9f00-0c6b7a1d2e51' };
const wanted: Wanted = {
  name: ' Bo Li ',
  email: 'bo@example.edu',
  orcid: null,
  role: 'mentor',
  access: 'none',
  contributions: ['supervision', 'methodology'],
};
const own = ['pi@example.edu'];
const team = (...members: Member[]): Team => ({ application, members, own });
const other = '019a8f2e-6b1c-7d35-9f00-0c6b7a1d2e72';
const now = '2026-12-01T09:00:00.000Z';
const refusalOf = (work: () => unknown): Refusal => {
  try {
    work();
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
  throw new Error('nothing was refused');
};

describe('an applicant', () => {
  it('asks somebody to take part; contributions stand in the order of the taxonomy', () => {
    const { next, events } = add(team(ana), other, wanted, { most: 2 });
    expect(next.members[1]).toEqual({
      id: other,
      personId: null,
      name: 'Bo Li',
      email: 'bo@example.edu',
      orcid: null,
      role: 'mentor',
      access: 'none',
      contributions: ['methodology', 'supervision'],
      consent: 'asked',
      answeredAt: null,
      revision: 1,
    });
    expect(events).toEqual([]);
  });

  it.each([
    ['more than the call allows', wanted, { most: 1 }, 'team-full', undefined],
    ['one address twice', { ...wanted, email: 'ANA@example.edu' }, { most: 9 }, 'member-exists', '/email'],
    ['one ORCID iD twice', { ...wanted, orcid: ana.orcid }, { most: 9 }, 'member-exists', '/orcid'],
    ['themselves', { ...wanted, email: 'PI@example.edu' }, { most: 9 }, 'member-is-applicant', '/email'],
    ['a false ORCID iD', { ...wanted, orcid: '0000-0002-1825-0098' }, { most: 9 }, 'member-unusable', '/orcid'],
  ])('may not ask for %s', (_, one, limits, code, pointer) => {
    const refusal = refusalOf(() => add(team(ana), other, one, limits));
    expect([refusal.code, refusal.errors[0]?.pointer]).toEqual([code, pointer]);
  });

  it('asks anew by giving another role, another address or a wider access', () => {
    for (const change of [{ role: 'mentor' }, { email: 'ana@new.example' }, { access: 'edit' }] as const) {
      const { next, events } = amend(team(given), ana.id, change);
      expect(next.members[0]).toMatchObject({ consent: 'asked', revision: 2 });
      expect(events.map(({ event }) => event.type)).toEqual(['chiron.grants.application.team-member-left.v1']);
    }
  });

  it('corrects a name or narrows the access without asking anew', () => {
    const { next, events } = amend(team(given), ana.id, { name: 'Ana da Silva', access: 'none' });
    expect(next.members[0]).toMatchObject({ consent: 'given', name: 'Ana da Silva', access: 'none' });
    expect(events).toEqual([]);
  });

  it('removes a member; the others are told only of one who had joined', () => {
    expect(remove(team(ana), ana.id)).toEqual({ next: team(), events: [] });
    expect(remove(team(given), ana.id).events).toHaveLength(1);
    expect(refusalOf(() => remove(team(ana), other)).code).toBe('not-found');
  });

  it('changes no team of what was handed in', () => {
    const closed: Team = { ...team(ana), application: { ...application, state: 'submitted' } as Application };
    expect(refusalOf(() => add(closed, other, wanted, { most: 9 })).code).toBe('application-not-editable');
    expect(refusalOf(() => amend(closed, ana.id, {})).code).toBe('application-not-editable');
    expect(refusalOf(() => remove(closed, ana.id)).code).toBe('application-not-editable');
  });
});

describe('somebody who was asked', () => {
  const personId = given.personId;

  it('joins, as the person they are', () => {
    const { next, events } = answer(team(ana), { memberId: ana.id, given: true, personId, now });
    expect(next.members[0]).toMatchObject({ consent: 'given', personId, answeredAt: now });
    expect(events[0]!.data).toMatchObject({ memberId: ana.id, personId, role: 'co-applicant' });
  });

  it('declines, which is nobody’s business but the applicant’s', () =>
    expect(answer(team(ana), { memberId: ana.id, given: false, personId: null, now }).events).toEqual([]));

  it('takes a consent back, and that is told', () => {
    const { next, events } = answer(team(given), { memberId: ana.id, given: false, personId: null, now });
    expect(next.members[0]!.consent).toBe('declined');
    expect(events.map(({ event }) => event.type)).toEqual(['chiron.grants.application.team-member-left.v1']);
  });

  it('does not say the same twice, but may say who they are later', () => {
    const again = { memberId: ana.id, given: true, personId: null, now };
    expect(refusalOf(() => answer(team(given), again)).code).toBe('consent-answered');
    const anonymous: Member = { ...given, personId: null };
    expect(answer(team(anonymous), { ...again, personId }).next.members[0]!.personId).toBe(personId);
  });

  it('is not replaced by whoever else comes by the link, until they declined', () => {
    const stranger = { memberId: ana.id, given: true, personId: '018f0000-0000-7000-8000-00000000ffff', now };
    expect(refusalOf(() => answer(team(given), stranger)).code).toBe('consent-answered');
    const declined: Member = { ...given, consent: 'declined' };
    expect(answer(team(declined), stranger).next.members[0]!.personId).toBe(stranger.personId);
  });

  it('is not the applicant, nor two members', () => {
    const mine = { memberId: ana.id, given: true, personId: application.applicantId, now };
    expect(refusalOf(() => answer(team(ana), mine)).code).toBe('member-is-applicant');
    const second: Member = { ...ana, id: other, email: 'x@example.edu', orcid: null };
    expect(refusalOf(() => answer(team(given, second), { ...mine, memberId: other, personId })).code).toBe(
      'member-exists',
    );
  });

  it.each([
    ['withdrawn', 'application-withdrawn'],
    ['concluded', 'application-concluded'],
  ])('has nothing to answer where it is %s', (state, code) => {
    const over: Team = { ...team(ana), application: { ...application, state } as Application };
    expect(refusalOf(() => answer(over, { memberId: ana.id, given: true, personId: null, now })).code).toBe(code);
  });
});

describe('a team', () => {
  it('lacks the consent of all who have not given it, by their place', () =>
    expect(
      missingConsents([given, { ...ana, id: other }, { ...ana, consent: 'declined' }]).map(({ pointer }) => pointer),
    ).toEqual(['/team/1/consent', '/team/2/consent']));

  it('is in conflict with its own application, asked or joined; who declined is not', () => {
    const named = { ...given, consent: 'asked' } as Member;
    expect(personsOf(team(named))).toEqual([application.applicantId, given.personId]);
    expect(personsOf(team({ ...given, consent: 'declined' }))).toEqual([application.applicantId]);
    expect(personsOf(team(ana))).toEqual([application.applicantId]);
  });
});

describe('a member of whom it is found out who they are', () => {
  const bo = '019a8f2e-6b1c-7d35-9f00-0c6b7a1d2e52';
  const unknown: Member = { ...given, personId: null };
  it('is that person from then on, and it is told where they take part', () => {
    const { next, events } = recognise(team(unknown), ana.id, bo);
    expect(next.members).toEqual([{ ...unknown, personId: bo, revision: 2 }]);
    expect(events.map(({ data }) => data)).toEqual([expect.objectContaining({ memberId: ana.id, personId: bo })]);
    expect(recognise(team(ana), ana.id, bo)).toMatchObject({ next: { members: [{ personId: bo }] }, events: [] });
  });

  it.each<[string, Team, string]>([
    ['was known before', team(given), bo],
    ['declined', team({ ...ana, consent: 'declined' }), bo],
    ['would be the applicant', team(unknown), application.applicantId],
    ['would be another member', team(unknown, { ...given, id: other, personId: bo }), bo],
  ])('stays as they are who %s', (_, present, personId) =>
    expect(recognise(present, ana.id, personId)).toEqual({ next: present, events: [] }),
  );
});
