import { Refusal } from '@chiron/contracts/core';
import type { Application } from './application.js';
import { askChair, decideApproval, missingApproval, type Approval, type Approving } from './approval.js';

const id = '019a8f2e-6b1c-7d35-9f00-0c6b7a1d2e70';
const now = '2026-12-01T09:00:00.000Z';
const asked: Approval = {
  id: 'a1',
  name: 'Dee Ray',
  email: 'chair@example.edu',
  department: 'Surgery',
  state: 'asked',
  comment: null,
  budgetRevision: 4,
  dueAt: '2026-12-15T22:00:00.000Z',
  decidedAt: null,
};
const present = (approval: Approval | null, state: Application['state'] = 'draft', revision = 4): Approving => ({
  application: { id, callId: id, stage: 'full', applicantId: id, state } as Application,
  members: [{ email: 'ana@example.edu' } as Approving['members'][number]],
  own: ['pi@example.edu'],
  budget: { revision },
  approval,
});
const wanted = { name: 'Dee Ray', email: 'chair@example.edu', department: 'Surgery' };
const answer = { approvalId: 'a1', approved: true, comment: null, budgetRevision: 4, now };
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
  it('asks the chair about the budget as it stands, and may ask another', () => {
    const { next } = askChair(present(asked, 'draft', 7), 'a2', wanted, asked.dueAt);
    expect(next.approval).toEqual({ ...asked, id: 'a2', budgetRevision: 7 });
  });
  it.each([
    ['ana@example.edu', 'chair-of-team'],
    ['PI@example.edu', 'member-is-applicant'],
  ])('does not ask %s, who would approve their own', (email, code) =>
    expect(refusalOf(() => askChair(present(null), 'a1', { ...wanted, email }, asked.dueAt)).code).toBe(code),
  );
  it('asks nobody once it is handed in', () =>
    expect(refusalOf(() => askChair(present(null, 'submitted'), 'a1', wanted, asked.dueAt)).code).toBe(
      'application-not-editable',
    ));
});

describe('a department chair', () => {
  it('approves, and that is told', () => {
    const { next, events } = decideApproval(present(asked), answer);
    expect(next.approval).toMatchObject({ state: 'approved', decidedAt: now });
    expect(events[0]!.data).toMatchObject({ applicationId: id, approved: true });
  });
  it('declines with a reason, not without', () => {
    const no = { ...answer, approved: false };
    expect(refusalOf(() => decideApproval(present(asked), { ...no, comment: ' ' })).code).toBe('comment-needed');
    expect(decideApproval(present(asked), { ...no, comment: 'Too dear.' }).next.approval).toMatchObject({
      state: 'declined',
      comment: 'Too dear.',
    });
  });
  it('answers once, to the present request, and to the budget they were shown', () => {
    expect(refusalOf(() => decideApproval(present({ ...asked, state: 'approved' }), answer)).code).toBe(
      'approval-answered',
    );
    expect(refusalOf(() => decideApproval(present({ ...asked, id: 'a2' }), answer)).code).toBe('approval-replaced');
    expect(refusalOf(() => decideApproval(present(asked, 'draft', 5), answer)).code).toBe('budget-moved');
    expect(
      decideApproval(present(asked, 'draft', 5), { ...answer, budgetRevision: 5 }).next.approval!.budgetRevision,
    ).toBe(5);
  });
  it.each<Application['state']>(['submitted', 'withdrawn', 'concluded'])(
    'has nothing to answer once it is %s',
    (state) => expect(refusalOf(() => decideApproval(present(asked, state), answer)).code).toBe('application-not-open'),
  );
});

describe('an application', () => {
  const approved: Approval = { ...asked, state: 'approved' };
  it.each([
    [null, 4, 1],
    [asked, 4, 1],
    [{ ...asked, state: 'declined' as const }, 4, 1],
    [approved, 5, 1],
    [approved, 4, 0],
  ])('with %j and budget %i lacks what it lacks', (approval, revision, faults) =>
    expect(missingApproval(approval, revision)).toHaveLength(faults),
  );
});
