import { uuidv7 } from 'uuidv7';
import type { ChironEvent, EventDefinition } from '@chiron/contracts/core';
import { membershipTopics } from '@chiron/contracts/membership';
import {
  PersonDescribed,
  programsTopics,
  type EnrollmentFacts,
  type PersonDescription,
} from '@chiron/contracts/programs';
import { grantsTopics } from '@chiron/contracts/grants';
import { ask, eventually, surroundings, testBus, type Answer } from '@chiron/testing';
import { start } from '../src/main.js';

export interface CallOptions {
  body?: unknown;
  headers?: Record<string, string>;
  /** default: all that staff need */
  scopes?: string[];
  personId?: string;
}

const staff = ['people:read', 'people:write', 'records:read', 'operations:read'];

/** The whole service on its own database and a real bus, with the other services played by the test. */
export async function runningMembership() {
  const around = await surroundings();
  const bus = await testBus(around.bus.url, [...programsTopics, ...grantsTopics], membershipTopics);
  const service = await start(around.env);
  let revision = 0;

  const call = async (method: string, path: string, options: CallOptions = {}): Promise<Answer> => {
    const { scopes = staff, personId, ...question } = options;
    const token = await around.issuer.token({ scopes, ...(personId && { personId }) });
    return ask(method, `${service.url}/api/v1${path}`, { ...question, token });
  };
  const publish = <D>(event: EventDefinition<D>, data: D): Promise<ChironEvent<D>> =>
    bus.publish(event, data, ++revision);

  return {
    bus,
    databaseUrl: around.database.url,
    call,
    publish,
    describePerson: (sourcedId: string, more: Partial<PersonDescription> = {}) =>
      publish(PersonDescribed, { source: 'sis', sourcedId, emailAuthoritative: true, ...more }),
    /** the id of the person whom a reference means, once there is one */
    found: (sourcedId: string, source = 'sis'): Promise<string> =>
      eventually(`${sourcedId} is a person`, async () => {
        const { body } = await call('GET', `/people?source=${source}&sourcedId=${encodeURIComponent(sourcedId)}`);
        if (body.items.length !== 1) throw new Error(`found ${body.items.length}`);
        return body.items[0].id as string;
      }),
    close: async () => {
      await service.close();
      await bus.close();
      await around.close();
    },
  };
}

export const enrollment = (sourcedId: string, more: Partial<EnrollmentFacts> = {}): EnrollmentFacts => ({
  enrollmentId: uuidv7(),
  source: 'sis',
  person: { source: 'sis', sourcedId },
  offeringId: uuidv7(),
  role: 'learner',
  status: 'active',
  beginDate: '2026-09-01',
  endDate: '2026-12-20',
  ...more,
});
