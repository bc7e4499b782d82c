import type { Compiled } from './compile.js';
import { reasonText } from './explain.js';
import type { AssignmentRequest, Infeasible, Reason } from './request.js';

/**
 * One person's share: `request.reviews` further applications, those short of reviews first, then by affinity, ties as
 * the seed drew the order. The last open places of an application stay for a kind of reviewer it still needs. The
 * reasons where so many cannot be had.
 */
export function share(compiled: Compiled, request: AssignmentRequest): number[][] | Infeasible {
  const { model, reviewerIds, applicationIds } = compiled;
  const m = model.reviewers;
  const person = reviewerIds.indexOf(request.person ?? '');
  if (person < 0) throw new RangeError('A share needs the person whose share it is');
  const wanted = request.reviews ?? 0;
  const plan: number[][] = Array.from({ length: model.applications }, () => []);
  const short = (a: number): number => Math.max(0, compiled.reviewsWanted[a]! - model.fixed[a]!.length);
  const open = Array.from({ length: model.applications }, (_, a) => a).filter(
    (a) => model.affinity[a * m + person]! > -Infinity && leavesRoom(compiled, a, person, short(a)),
  );
  open.sort(
    (a, b) =>
      Number(short(b) > 0) - Number(short(a) > 0) || model.affinity[b * m + person]! - model.affinity[a * m + person]!,
  );
  const possible = Math.min(open.length, model.capacity[person]!);
  if (possible < wanted) {
    const reviewer = reviewerIds[person]!;
    const reasons: Reason[] = [];
    if (model.capacity[person]! < wanted) {
      reasons.push({ code: 'capacity', reviewer, capacity: compiled.capacity[person]! });
      applicationIds.forEach((application, a) => {
        if (model.fixed[a]!.includes(person)) reasons.push({ code: 'kept', reviewer, application });
      });
    } else {
      applicationIds.forEach((application, a) => {
        const why = compiled.blocked.get(a * m + person);
        if (why === 'conflict' || why === 'refusal') reasons.push({ code: why, reviewer, application });
      });
    }
    const text = reasons.slice(0, 8).map(reasonText).join('; ');
    const explanation = `${reviewer} can be given ${possible} further reviews, not ${wanted}: ${text || 'there are no more applications'}.`;
    const applications = open.map((a) => applicationIds[a]!);
    return { reasons, explanation, applications, reviewers: [reviewer], shortBy: wanted - possible, proven: true };
  }
  for (const a of open.slice(0, wanted)) plan[a]!.push(person);
  return plan;
}

/** Whether the kinds that the application still needs find a place beside this person. */
function leavesRoom(compiled: Compiled, a: number, person: number, short: number): boolean {
  const missing = compiled.model.needs[a]!.reduce((sum, need) => sum + need.atLeast - need.members[person]!, 0);
  return short === 0 || missing <= short - 1;
}
