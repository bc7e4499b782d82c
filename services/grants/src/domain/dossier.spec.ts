import { Refusal } from '@chiron/contracts/core';
import type { Application } from './application.js';
import { changeRules, usualRules, type ApplicationRules } from './application-rules.js';
import type { Call } from './call.js';
import { agreedTeam, contribute, incomplete, type Dossier } from './dossier.js';
import type { Form } from './form.js';
import type { Member } from './team.js';

const form: Form = {
  type: 'object',
  additionalProperties: false,
  required: ['title', 'abstract'],
  properties: {
    title: { 'x-kind': 'short-text', type: 'string', title: 'Title' },
    abstract: { 'x-kind': 'long-text', type: 'string', title: 'Abstract', 'x-max-words': 3 },
    mentors: { 'x-kind': 'people', title: 'Mentors', 'x-roles': ['mentor'], 'x-min': 1 },
  },
};
const mentor = { role: 'mentor', consent: 'asked', personId: 'p2' } as Member;
const dossier: Dossier = {
  application: { stage: 'full', state: 'draft' } as Application,
  answers: { title: 'Bedside\n teaching', abstract: 'one two three' },
  leadContributions: [],
  members: [mentor],
  references: [],
  approval: null,
  budget: { currency: 'USD', lines: [], revision: 0 },
  own: [],
  files: { counts: {}, faults: [] },
};
const pointers = (one: Dossier, rules: ApplicationRules = usualRules) =>
  incomplete(one, { form, rules }).map(({ pointer }) => pointer);

describe('an application', () => {
  it('lacks what the form, the people and the call ask for, each named', () => {
    const rules = { ...usualRules, chairApproval: true, references: { ...usualRules.references, least: 1 } };
    const bare: Dossier = { ...dossier, answers: { abstract: 'one two three four' } };
    expect(pointers(bare, rules)).toEqual([
      '/answers/title',
      '/answers/abstract',
      '/team/0/consent',
      '/approval',
      '/references',
    ]);
  });

  it('lacks nothing once it is all there', () => {
    const agreed: Dossier = { ...dossier, members: [{ ...mentor, consent: 'given' }] };
    expect(pointers(agreed)).toEqual([]);
    expect(agreedTeam(agreed)).toEqual([{ personId: 'p2', role: 'mentor' }]);
  });

  it('says what its applicant contributes, while it can be changed', () => {
    const { next } = contribute(dossier, ['supervision', 'methodology']);
    expect(next.leadContributions).toEqual(['methodology', 'supervision']);
    expect(contribute(next, ['methodology', 'supervision']).next).toBe(next);
    const closed: Dossier = { ...dossier, application: { ...dossier.application, state: 'submitted' } as Application };
    expect(() => contribute(closed, [])).toThrow('application-not-editable');
  });

  it('as a letter of intent waits for nobody', () => {
    const letter: Dossier = { ...dossier, application: { ...dossier.application, stage: 'letter' } };
    expect(pointers(letter, { ...usualRules, chairApproval: true })).toEqual([]);
  });

  it('says what stands in the way from elsewhere, too', () =>
    expect(
      incomplete(
        { ...dossier, files: { counts: {}, faults: [{ pointer: '/files/0', detail: 'x' }] } },
        { form, rules: { ...usualRules, consents: false } },
      ),
    ).toEqual([{ pointer: '/files/0', detail: 'x' }]));
});

describe('what a call asks of applications', () => {
  const call = (state: Call['state']): Call => ({ state }) as Call;
  const refusalOf = (work: () => unknown): Refusal => {
    try {
      work();
    } catch (error) {
      if (error instanceof Refusal) return error;
      throw error;
    }
    throw new Error('nothing was refused');
  };
  const asking = (references: Partial<ApplicationRules['references']>): ApplicationRules => ({
    ...usualRules,
    references: { ...usualRules.references, ...references },
  });
  const due = '2026-12-15T22:00:00.000Z';
  const later = '2026-12-16T22:00:00.000Z';

  it('changes while the call is a draft', () =>
    expect(changeRules(call('draft'), usualRules, { ...usualRules, perPerson: 2 }).next.perPerson).toBe(2));
  it('stands once it is published, but letters may come later', () => {
    const refusal = refusalOf(() =>
      changeRules(call('published'), usualRules, { ...asking({ least: 1 }), perPerson: 2 }),
    );
    expect([refusal.code, refusal.errors.map(({ pointer }) => pointer)]).toEqual([
      'call-not-draft',
      ['/perPerson', '/references/least'],
    ]);
    expect(changeRules(call('published'), asking({ dueAt: due }), asking({ dueAt: later })).next.references.dueAt).toBe(
      later,
    );
    expect(refusalOf(() => changeRules(call('published'), asking({ dueAt: later }), asking({ dueAt: due }))).code).toBe(
      'call-not-draft',
    );
  });
  it('never asks for more letters than it takes', () => {
    expect(refusalOf(() => changeRules(call('draft'), usualRules, asking({ least: 4 }))).errors[0]!.pointer).toBe(
      '/references/least',
    );
    expect(changeRules(call('draft'), usualRules, asking({ least: 3 })).next.references.least).toBe(3);
  });
  it('is over with the call', () =>
    expect(refusalOf(() => changeRules(call('closed'), usualRules, usualRules)).code).toBe('call-over'));
});
