import { Injectable } from '@nestjs/common';
import { coreProblems } from '@chiron/contracts/core';
import type { AssignmentMode, AssignmentRequest } from '../../assignment/request.js';
import { AssignmentData, type AssignmentInputs } from '../domain/assignment-inputs.js';
import { AssignmentRuns, type RunAsked } from '../domain/assignment-runs.js';
import { ConflictFinder } from '../domain/conflict-finder.js';
import type { Round } from '../domain/round.js';
import { Sight } from '../domain/sight.js';
import { mustBeBeforeDecision } from '../domain/view.js';
import { inWorker } from '../workers/in-worker.js';

export interface RunAssignmentCommand {
  readonly committeeId: string;
  readonly mode: AssignmentMode;
  /** Of each application; modes `add` and `share`: how many further ones. */
  readonly reviews?: number;
  readonly gap?: number;
  readonly seed?: number;
  readonly personId?: string;
  readonly dryRun: boolean;
  readonly by: string;
}

/**
 * Looks for conflicts again, then assigns reviewers to applications, in a thread of its own; a dry run only shows what
 * would be. Where there is no such assignment the run says why, and nothing changes. For chair and officers without a
 * conflict in the round. Refuses `not-in-this-phase` from the decision on.
 */
@Injectable()
export class RunAssignment {
  constructor(
    private readonly sight: Sight,
    private readonly data: AssignmentData,
    private readonly runs: AssignmentRuns,
    private readonly conflicts: ConflictFinder,
  ) {}

  async run({ committeeId, dryRun, by, seed = 1, ...rest }: RunAssignmentCommand): Promise<string> {
    const view = await this.sight.in(committeeId, by);
    await this.sight.operates(view);
    mustBeBeforeDecision(view.committee.phase);
    const asked: RunAsked = { ...rest, seed };
    await this.conflicts.find(committeeId, view.round);
    const inputs = await this.data.read(committeeId, view.round);
    if (asked.mode === 'share') mustBeAMember(asked, inputs);
    const answer = await inWorker('assign', requestOf(asked, inputs, view.round));
    const id = await this.runs.keep(committeeId, { asked, answer, inputs, by });
    if (!dryRun && answer.feasible) await this.runs.apply(committeeId, id, by, view.round.today);
    return id;
  }
}

/** The library's request for what was asked. A repair gives every application as many reviews as it had. */
export function requestOf(asked: RunAsked, inputs: AssignmentInputs, { settings }: Round): AssignmentRequest {
  const { mode, gap = settings.gap, seed, personId } = asked;
  const reviews = asked.reviews ?? (mode === 'add' || mode === 'share' ? 1 : settings.reviewsPerApplication);
  const { applications } = inputs.request;
  return {
    ...inputs.request,
    applications:
      mode === 'repair' && asked.reviews === undefined
        ? applications.map((one) => ({ ...one, reviews: inputs.wanted.get(one.id) ?? reviews }))
        : applications,
    mode,
    reviews,
    gap,
    seed,
    ...(personId !== undefined && { person: personId }),
  };
}

function mustBeAMember({ personId }: RunAsked, { request }: AssignmentInputs): void {
  if (request.reviewers.some(({ id }) => id === personId)) return;
  const errors = [{ pointer: '/personId', detail: 'must be a member, whose share it is' }];
  throw coreProblems.refuse('validation-failed', {}, errors);
}
