import { coreProblems } from '@chiron/contracts/core';
import type { Calls, KeptCall } from './calls.js';
import type { Officers } from './officers.js';

/** Refuses `forbidden` to whoever is no grants officer now. */
export async function requireOfficer(officers: Officers, personId: string): Promise<void> {
  if (!(await officers.rolesOf(personId)).has('officer'))
    throw coreProblems.refuse('forbidden', { needs: 'a grants officer' });
}

/** A call as this person may know it: a draft is known to officers alone, and to nobody else is there any. */
export async function knownCall(calls: Calls, officers: Officers, id: string, personId: string) {
  const kept = await calls.find(id);
  const officer = (await officers.rolesOf(personId)).has('officer');
  if (!kept || (kept.call.state === 'draft' && !officer)) throw coreProblems.refuse('not-found', { kind: 'call', id });
  return { ...kept, officer } satisfies KeptCall & { officer: boolean };
}

/** The same for who would change it: `not-found` where it may not be known, `forbidden` where it may not be changed. */
export async function requireOfficerOf(calls: Calls, officers: Officers, id: string, personId: string): Promise<void> {
  const { officer } = await knownCall(calls, officers, id, personId);
  if (!officer) throw coreProblems.refuse('forbidden', { needs: 'a grants officer' });
}
