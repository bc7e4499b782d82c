import { newCall, smallForm } from '../call-samples.js';
import {
  administratorAlone,
  missingId,
  neverMatches,
  noObject,
  type AccessTable,
  type Case,
  type Statuses,
} from './table.js';
import type { World } from './world.js';

const noConflict = 'a call is nobody’s: nobody is in conflict with it';

const draftCall = (world: World): Promise<string> =>
  world.once('draft call', async () => {
    const { body } = await world.must('officer', 'POST', '/calls', { body: newCall() });
    await world.must('officer', 'PUT', `/calls/${body.id}/forms/full`, { body: smallForm });
    return body.id as string;
  });
/** A fresh draft for each role, for calls that change it. */
const freshDraft = async (world: World) => ({
  id: ((await world.must('officer', 'POST', '/calls', { body: newCall() })).body as { id: string }).id,
  stage: 'full',
});

const everyPerson = (status: number): Statuses => ({ public: 401, administrator: 403, others: status });
const officerAlone = (status: number, others: number): Statuses => ({ ...everyPerson(others), officer: status });

/** `own` is a call before the public, `other` one that is still a draft: somebody else's business. */
const published = (expect: Statuses): Case => ({
  params: async (world) => ({ id: (await world.openCall()).id, stage: 'full' }),
  expect,
});
const draft = (expect: Statuses): Case => ({
  params: async (world) => ({ id: await draftCall(world), stage: 'full' }),
  expect,
});
const missing: Case = { params: () => ({ id: missingId, stage: 'full' }), expect: everyPerson(404) };
const changing = { headers: neverMatches, conflicted: noConflict, missing };

export const calls: AccessTable = {
  'POST /api/v1/calls': {
    body: () => newCall(),
    own: { expect: officerAlone(201, 403) },
    other: noObject,
    conflicted: noConflict,
    missing: noObject,
  },
  'GET /api/v1/calls': {
    own: { expect: everyPerson(200) },
    other: 'tested below: a list holds no call that its reader may not read',
    conflicted: noConflict,
    missing: noObject,
  },
  'GET /api/v1/calls/{id}': {
    own: published(everyPerson(200)),
    other: draft(officerAlone(200, 404)),
    conflicted: noConflict,
    missing,
  },
  'PATCH /api/v1/calls/{id}': {
    ...changing,
    body: () => ({ page: { contact: 'somebody' } }),
    own: published(officerAlone(412, 403)),
    other: draft(officerAlone(412, 404)),
  },
  'POST /api/v1/calls/{id}/publish': {
    own: published(officerAlone(409, 403)),
    other: { params: freshDraft, expect: officerAlone(409, 404) },
    conflicted: noConflict,
    missing,
  },
  'POST /api/v1/calls/{id}/close': {
    body: () => ({}),
    own: published(officerAlone(409, 403)),
    other: draft(officerAlone(409, 404)),
    conflicted: noConflict,
    missing,
  },
  'GET /api/v1/calls/{id}/forms/{stage}': {
    own: published(everyPerson(200)),
    other: { ...draft(officerAlone(200, 404)), query: '?version=draft' },
    conflicted: noConflict,
    missing,
  },
  'PUT /api/v1/calls/{id}/forms/{stage}': {
    ...changing,
    body: () => smallForm,
    own: published(officerAlone(412, 403)),
    other: draft(officerAlone(412, 404)),
  },
  'POST /api/v1/calls/{id}/forms/{stage}/publish': {
    ...changing,
    own: published(officerAlone(409, 403)),
    other: draft(officerAlone(412, 404)),
  },
  'GET /api/v1/calls/{id}/eligibility': {
    own: published(everyPerson(200)),
    other: draft(officerAlone(200, 404)),
    conflicted: noConflict,
    missing,
  },
  'POST /api/v1/calls/{id}/eligibility-waivers': {
    body: (world) => ({ personId: world.person('another'), reason: 'A matrix asks.', until: '2199-12-31' }),
    own: published(officerAlone(201, 403)),
    other: draft(officerAlone(201, 404)),
    conflicted: noConflict,
    missing,
  },
  'GET /api/v1/calls/{id}/eligibility-waivers': {
    own: published(officerAlone(200, 403)),
    other: draft(officerAlone(200, 404)),
    conflicted: noConflict,
    missing,
  },
  'GET /api/v1/open-calls': {
    own: { expect: { others: 200 } },
    other: noObject,
    conflicted: noConflict,
    missing: noObject,
  },
  'GET /api/v1/open-calls/{code}': {
    own: { params: async (world) => ({ code: (await world.openCall()).code }), expect: { others: 200 } },
    other: {
      params: async (world) => {
        const { body } = await world.must('officer', 'GET', `/calls/${await draftCall(world)}`);
        return { code: (body as { code: string }).code };
      },
      expect: { others: 404 },
    },
    conflicted: noConflict,
    missing: { params: () => ({ code: 'NO-SUCH-CALL' }), expect: { others: 404 } },
  },
  'GET /api/v1/grants-officers': {
    own: { expect: administratorAlone(200) },
    other: noObject,
    conflicted: noConflict,
    missing: noObject,
  },
  'POST /api/v1/grants-officers': {
    body: (world) => ({ personId: world.person('officer'), role: 'officer' }),
    own: { expect: administratorAlone(409) },
    other: noObject,
    conflicted: noConflict,
    missing: noObject,
  },
  'DELETE /api/v1/grants-officers/{id}': {
    own: 'an appointment is the administrator’s business alone',
    other: {
      params: (world) =>
        world.once('ended appointment', async () => {
          const personId = await world.grants.person();
          const made = await world.must('administrator', 'POST', '/grants-officers', {
            body: { personId, role: 'finance' },
          });
          const { id } = made.body as { id: string };
          await world.must('administrator', 'DELETE', `/grants-officers/${id}`);
          return { id };
        }),
      expect: administratorAlone(409),
    },
    conflicted: noConflict,
    missing: { params: () => ({ id: missingId }), expect: administratorAlone(404) },
  },
};
