import { crc32, deflateSync } from 'node:zlib';
import { eventually } from '@chiron/testing';
import { publishedCall } from '../calls-made.js';
import { missingId, type Role, type Target } from './table.js';
import type { World } from './world.js';

const chunk = (type: string, data: Buffer): Buffer => {
  const body = Buffer.concat([Buffer.from(type), data]);
  const frame = Buffer.alloc(8);
  frame.writeUInt32BE(data.length, 0);
  frame.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
};
/** One grey pixel. */
export const picture = Buffer.concat([
  Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
  chunk('IHDR', Buffer.from([0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0])),
  chunk('IDAT', deflateSync(Buffer.from([0, 127]))),
  chunk('IEND', Buffer.alloc(0)),
]);

const form = {
  type: 'object',
  additionalProperties: false,
  required: ['title'],
  properties: {
    title: { 'x-kind': 'short-text', type: 'string', title: 'Title' },
    money: {
      'x-kind': 'budget',
      title: 'Budget',
      'x-currency': 'USD',
      'x-categories': [{ id: 'people', title: 'People' }],
    },
    pictures: { 'x-kind': 'files', title: 'Pictures', 'x-types': ['png'], 'x-max-bytes': 100_000, 'x-max': 5 },
  },
};

/** What hangs on one application: the ids that paths ask for. */
export interface Applied {
  readonly id: string;
  readonly memberId: string;
  readonly referenceId: string;
  readonly fileId: string;
  /** links as they were sent: to the member, the chair of the department and the referee */
  readonly links: { readonly consent: string; readonly approval: string; readonly reference: string };
}

export interface Round {
  readonly callId: string;
  readonly committeeId: string;
  /** `own`: the applicant's, with its team, chair and referee, assigned to the reviewer. `other`: somebody's, assigned
   * to nobody. `conflicted`: somebody's, with which reviewer, chair and acting chair are in conflict. */
  readonly applications: Record<Exclude<Target, 'missing'>, Applied>;
  readonly reviewId: string;
  readonly assignmentId: string;
  readonly conflictId: string;
}

/** The link that the last letter to this address holds. */
const linkTo = (world: World, email: string): Promise<string> =>
  eventually(`a letter to ${email} went out`, async () => {
    const { body } = await world.must('administrator', 'GET', `/mailbox?to=${encodeURIComponent(email)}`);
    const found = /\/application-links\/([\w-]{43})/.exec((body as { items: { text: string }[] }).items[0]?.text ?? '');
    if (!found) throw new Error('no link yet');
    return found[1]!;
  });

interface Wanted {
  readonly member: Role | 'another' | 'member-of-another';
  readonly chair: string;
  readonly referee: string;
}

/** One application with all that may hang on it, handed in and looked at. */
async function applied(world: World, callId: string, applicant: string, wanted: Wanted): Promise<Applied> {
  const { grants } = world;
  const me = { personId: applicant };
  const ask = async (method: string, path: string, body?: unknown, headers?: Record<string, string>) => {
    const answer = await grants.call(me, method, path, {
      ...(body !== undefined && { body }),
      ...(headers && { headers }),
    });
    if (answer.status > 299) throw new Error(`${method} ${path}: ${answer.status} ${answer.text}`);
    return answer;
  };
  const { id } = (await ask('POST', '/applications', { callId })).body as { id: string };
  const at = `/applications/${id}`;
  await ask('PUT', `${at}/answers`, { title: 'Teaching at the bedside' }, { 'if-match': '"0"' });
  const file = await ask('POST', `${at}/files?field=pictures&name=Plan.png`, picture, { 'content-type': 'image/png' });
  const email = `${id}-member@example.org`;
  const member = await ask('POST', `${at}/team`, { name: 'Member', email, role: 'mentor', access: 'edit' });
  const consent = await linkTo(world, email);
  await world.must(wanted.member, 'POST', `/application-links/${consent}/claim`);
  await ask('POST', `${at}/approval`, { name: 'Chair', email: wanted.chair, department: 'Pediatrics' });
  const approval = await linkTo(world, wanted.chair);
  const shown = await world.must('public', 'GET', `/application-links/${approval}`);
  const { revision } = (shown.body as { asked: { budget: { revision: number } } }).asked.budget;
  await world.must('public', 'POST', `/application-links/${approval}/approval`, {
    body: { approved: true, budgetRevision: revision },
  });
  const asked = await ask('POST', `${at}/references`, { name: 'Referee', email: wanted.referee, relation: 'Mentor' });
  const reference = await linkTo(world, wanted.referee);
  await world.must('public', 'POST', `/application-links/${reference}/letter`, {
    body: { text: 'A very good teacher.' },
    headers: { 'if-match': '*' },
  });
  const { headers } = await ask('GET', at);
  await ask('POST', `${at}/submit`, {}, { 'if-match': headers.get('etag')! });
  const etag = (await world.must('officer', 'GET', at)).headers.get('etag')!;
  await world.must('officer', 'PUT', `${at}/administrative-review`, {
    body: { complete: { holds: true }, eligible: { holds: true }, responsive: { holds: true } },
    headers: { 'if-match': etag },
  });
  const fileId = (file.body as { id: string }).id;
  await eventually('the file was read', async () => {
    const { body } = await ask('GET', `${at}/files/${fileId}`);
    if ((body as { readAt: string | null }).readAt === null) throw new Error('not yet');
  });
  const named = (answer: { body: unknown }): string => (answer.body as { id: string }).id;
  const links = { consent, approval, reference };
  return { id, memberId: named(member), referenceId: named(asked), fileId, links };
}

/** A round under review, with somebody in every role. */
export const round = (world: World): Promise<Round> =>
  world.once('round', async () => {
    const callId = await publishedCall(world.grants, world.person('officer'), {
      full: form,
      settings: { approverId: world.person('approver') },
      rules: { chairApproval: true, references: { most: 2 } },
    });
    const somebody = await world.grants.person({ givenName: 'Some', familyName: 'Body', email: 'body@example.org' });
    const own = await applied(world, callId, world.person('applicant'), {
      member: 'team-member',
      chair: 'me@chair-approver.example',
      referee: 'me@referee.example',
    });
    const [other, conflicted] = [
      await applied(world, callId, world.person('another'), { member: 'member-of-another', chair: 'a@example.org', referee: 'b@example.org' }),
      await applied(world, callId, somebody, { member: 'member-of-another', chair: 'c@example.org', referee: 'd@example.org' }),
    ]; // prettier-ignore
    const made = await world.must('officer', 'POST', '/grant-committees', {
      body: { roundId: callId, name: 'Teaching' },
    });
    const committeeId = (made.body as { id: string }).id;
    const at = `/grant-committees/${committeeId}`;
    await world.must('officer', 'POST', `${at}/applications`, { body: {} });
    const members = { reviewer: 'member', 'committee-chair': 'chair', 'acting-chair': 'acting-chair' } as const;
    const signing = { occasion: 'before', conflictsDeclared: true, confidentiality: true, aiRule: true };
    let conflictId = '';
    for (const [name, role] of Object.entries(members) as ['reviewer', 'member'][]) {
      await world.must('officer', 'PUT', `${at}/members/${world.person(name)}`, { body: { role, capacity: 5 } });
      const declared = await world.must(name, 'POST', `${at}/conflicts`, {
        body: { applicationId: conflicted.id, kind: 'other' },
      });
      conflictId ||= (declared.body as { id: string }).id;
      await world.must(name, 'POST', `${at}/signings`, { body: signing });
    }
    await world.must('officer', 'POST', `${at}/phase`, { body: { to: 'review' } });
    const assigned = await world.must('officer', 'POST', `${at}/assignments`, {
      body: { applicationId: own.id, personId: world.person('reviewer') },
    });
    const review = await world.must('reviewer', 'POST', `${at}/applications/${own.id}/reviews`);
    return {
      callId,
      committeeId,
      applications: { own, other, conflicted },
      reviewId: (review.body as { id: string; reviewId: string }).id ?? (review.body as { reviewId: string }).reviewId,
      assignmentId: (assigned.body as { id: string }).id,
      conflictId,
    };
  });

/** The path's parameters of an application's own routes, for one of the four targets. */
export const paramsOf = async (world: World, target: Target): Promise<Record<string, string>> => {
  const nothing = {
    id: missingId,
    memberId: missingId,
    declaredId: missingId,
    referenceId: missingId,
    fileId: missingId,
    findingId: missingId,
  };
  if (target === 'missing') return { ...nothing, version: '1' };
  const { id, memberId, referenceId, fileId } = (await round(world)).applications[target];
  return { ...nothing, id, memberId, referenceId, fileId, version: '1' };
};
