import { coreProblems } from '@chiron/contracts/core';
import { currentTraceparent } from '@chiron/http';
import { People } from '../domain/people.js';
import type { Upstream } from './upstream.js';

/** Asks membership. */
export class PeopleUpstream extends People {
  constructor(private readonly membership: Upstream) {
    super();
  }

  async whoIs(id: string, token: string): Promise<string | undefined> {
    const traceparent = currentTraceparent();
    const headers = { authorization: `Bearer ${token}`, ...(traceparent && { traceparent }) };
    const answer = await this.membership.get(`/api/v1/people/${id}`, headers).catch(() => undefined);
    if (answer?.status === 200) return id;
    if (answer?.status === 308) return (answer.body as { mergedInto: string }).mergedInto;
    if (answer && answer.status >= 400 && answer.status < 500 && ![401, 403, 408, 429].includes(answer.status))
      return undefined;
    throw coreProblems.refuse('service-unavailable', { service: 'membership' });
  }
}
