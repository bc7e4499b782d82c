// People come by an import; an administrator appoints; the officer opens the call.
import { castOf, directoryOf, domain, topics } from './cast.mjs';
import { each, until } from './client.mjs';
import { count, money } from './story.mjs';

const zone = 'America/Denver';
/** As the clocks of the call's zone show it, so many days from now. */
const wall = (days) =>
  new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'short' })
    .format(new Date(Date.now() + days * 86_400_000))
    .replace(' ', 'T');
const day = (moment) => new Intl.DateTimeFormat('en', { timeZone: zone, dateStyle: 'long' }).format(new Date(moment));

export async function people(scene) {
  const { api, story, size } = scene;
  story.step('People come from the institute’s directory');
  const cast = castOf({ ...size, residents: Math.ceil(size.applications / 2) + 1 });
  const everybody = [cast.officer, cast.dean, ...cast.applicants, ...cast.reviewers, ...cast.residents, cast.bursar];
  const posted = await api.ask('administrator', 'POST', '/imports?source=directory', {
    body: directoryOf(everybody),
    type: 'application/zip',
    key: 'directory-1',
  });
  const end = await until('the import had ended', async () => {
    const { body } = await api.ask('administrator', 'GET', `/imports/${posted.body.id}`);
    return !['received', 'staging', 'planning', 'applying'].includes(body.state) && body;
  });
  story.check(end.state === 'applied', `The import of the directory ended as “${end.state}”.`);
  await each(everybody, async (one) => {
    const at = `/people?source=directory&sourcedId=${one.sourcedId}`;
    const found = await until(`${one.name} had become a person`, async () => {
      const { body } = await api.ask('administrator', 'GET', at);
      return body.items[0];
    });
    one.id = found.id;
  });
  const ids = new Set(everybody.map(({ id }) => id));
  story.check(ids.size === everybody.length, `${everybody.length} people of the directory became ${ids.size}.`);
  story.say(
    `The directory names ${count(everybody.length, 'person', 'people')}; each became one person of the platform.`,
  );
  Object.assign(scene, cast, { names: new Map(everybody.map(({ id, name }) => [id, name])) });
}

export async function officers({ api, story, officer, dean, bursar }) {
  story.step('An administrator appoints the grants officer');
  const appointment = { personId: officer.id, role: 'officer' };
  await until('grants knew of the officer', async () => {
    const { status, body } = await api.ask('administrator', 'POST', '/grants-officers', {
      body: appointment,
      expect: [201, 404, 409, 422],
    });
    const waits = status !== 201 && body.type.endsWith('#person-not-registered');
    story.check(status === 201 || waits, `${officer.name} could not be appointed: ${body.title}`);
    return status === 201;
  });
  await until('grants knew of finance', async () => {
    const body = { personId: bursar.id, role: 'finance' };
    return (await api.ask('administrator', 'POST', '/grants-officers', { body, expect: [201, 422] })).status === 201;
  });
  await api.ask('administrator', 'POST', '/calls', { body: {}, expect: 403 });
  story.say(
    `${officer.name} is grants officer from now on; ${dean.name} will decide, ${bursar.name} looks after the money.`,
  );
  story.say('The administrator itself may open no call and reads no application: 403.');
}

const letterForm = {
  type: 'object',
  additionalProperties: false,
  required: ['title', 'topics', 'abstract'],
  properties: {
    title: { 'x-kind': 'short-text', type: 'string', title: 'Title', 'x-max-words': 25 },
    topics: { 'x-kind': 'choice', type: 'array', title: 'Topics', items: { oneOf: topics }, uniqueItems: true, maxItems: 3 }, // prettier-ignore
    abstract: { 'x-kind': 'long-text', type: 'string', title: 'In short', 'x-max-words': 200 },
  },
};
const fullForm = {
  ...letterForm,
  required: ['title', 'topics', 'abstract', 'aims', 'about', 'team', 'money', 'plan'],
  properties: {
    ...letterForm.properties,
    aims: { 'x-kind': 'long-text', type: 'string', title: 'Aims', 'x-max-words': 500 },
    about: { 'x-kind': 'long-text', type: 'string', title: 'About you', 'x-blinded': 'omit' },
    team: { 'x-kind': 'people', title: 'Team', 'x-min': 1, 'x-max': 5 },
    money: {
      'x-kind': 'budget',
      title: 'Budget',
      'x-currency': 'USD',
      'x-max-minor': 2_500_000,
      'x-categories': [
        { id: 'people', title: 'People', 'max-minor': 2_000_000, justify: true },
        { id: 'materials', title: 'Materials' },
        { id: 'travel', title: 'Travel', 'max-percent': 20 },
      ],
    },
    plan: { 'x-kind': 'files', title: 'Plan', 'x-types': ['pdf'], 'x-max-bytes': 2_000_000, 'x-min': 1, 'x-max': 1 },
  },
};

export async function call(scene) {
  const { api, story, size, officer, dean } = scene;
  story.step('The call: two stages, forms, caps, who may apply');
  const body = {
    code: '2027-MECG',
    year: 2027,
    title: 'Medical Education Challenge Grants 2027',
    timeZone: zone,
    page: { summary: 'A year’s money for a new idea in teaching.', contact: `grants@${domain}` },
    stages: [
      { stage: 'letter', opensAt: wall(-20), closesAt: wall(2), graceMinutes: 60 },
      { stage: 'full', opensAt: wall(2), closesAt: wall(40), graceMinutes: 60 },
    ],
    award: { currency: 'USD', maxMinor: 2_500_000, budgetMinor: size.grants * 2_400_000, maxGrants: size.grants },
    blinding: 'applicants',
    approverId: dean.id,
    eligibility: [
      { rule: 'level', positions: ['faculty', 'teacher'] },
      { rule: 'years', positions: ['faculty', 'teacher'], atLeast: 2 },
    ],
    review: {
      reviewsPerApplication: 3,
      scoreOfRecord: 'vote',
      reviewsDueAt: new Date(Date.now() + 21 * 86_400_000).toISOString(),
      conflicts: {
        unit: { level: 'department', years: 3 },
        coApplicantYears: 3,
        host: { institution: 'directory/org-institute', domains: [domain] },
      },
    },
  };
  const made = await api.ask(officer, 'POST', '/calls', { body });
  const at = `/calls/${made.body.id}`;
  const early = await api.ask(officer, 'POST', `${at}/publish`, { expect: [400, 409, 422] });
  story.say(`Published without forms it would be refused: ${early.body.errors.map(({ detail }) => detail).join(' ')}`);
  for (const [stage, form] of [
    ['letter', letterForm],
    ['full', fullForm],
  ]) {
    const draft = await api.ask(officer, 'PUT', `${at}/forms/${stage}`, { body: form });
    await api.ask(officer, 'POST', `${at}/forms/${stage}/publish`, { etag: draft.etag });
  }
  const rules = { chairApproval: true, consents: true, references: { least: 1, beforeSubmission: true, words: 500 } };
  await api.ask(officer, 'PUT', `${at}/application-rules`, { body: rules, etag: '"0"' });
  await api.ask(officer, 'POST', `${at}/publish`);
  const shown = (await api.ask('public', 'GET', '/open-calls/2027-MECG')).body;
  story.check(
    shown.stages.length === 2 && shown.forms.full,
    'The public page does not show both stages with their forms.',
  );
  const [letter] = shown.stages;
  story.say(`“${shown.page.title}” is on the public page: ${money(shown.award.budgetMinor)} for at most ${shown.award.maxGrants} grants of ${money(shown.award.maxMinor)}.`); // prettier-ignore
  story.say(`Letters of intent until ${day(letter.closesAtUtc)}. Asked of applicants: ${shown.asks.join(' ')}`);
  scene.callId = made.body.id;
}
