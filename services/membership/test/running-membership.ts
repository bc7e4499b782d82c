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
import { eventually, identity, postgres } from '@chiron/testing';
import { start } from '../src/main.js';
import { testBus } from './bus.js';

interface Answer {
  status: number;
  headers: Headers;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- whatever the service answers
  body: any;
}

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
  const [database, busDatabase, issuer] = await Promise.all([postgres(), postgres(), identity()]);
  const bus = await testBus(busDatabase.url, [...programsTopics, ...grantsTopics], membershipTopics);
  const service = await start({
    DATABASE_URL: database.url,
    EVENT_BUS: busDatabase.url,
    CHIRON_PUBLIC_URL: issuer.issuer,
    CHIRON_JWKS_URL: issuer.jwksUrl,
    LOG_LEVEL: 'silent',
  });
  let revision = 0;

  const call = async (method: string, path: string, options: CallOptions = {}): Promise<Answer> => {
    const { body, headers, scopes = staff, personId } = options;
    const token = await issuer.token({ scopes, ...(personId && { personId }) });
    const response = await fetch(`${service.url}/api/v1${path}`, {
      method,
      redirect: 'manual',
      headers: {
        authorization: `Bearer ${token}`,
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: text ? JSON.parse(text) : undefined };
  };
  const publish = <D>(event: EventDefinition<D>, data: D): Promise<ChironEvent<D>> =>
    bus.publish(event, data, ++revision);

  return {
    bus,
    databaseUrl: database.url,
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
      await issuer.close();
      await Promise.all([database.drop(), busDatabase.drop()]);
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
