import { Injectable } from '@nestjs/common';
import { coreProblems } from '@chiron/contracts/core';
import { ConflictFinder } from '../domain/conflict-finder.js';
import { Docket } from '../domain/docket.js';
import { Reviewables } from '../domain/reviewables.js';
import { Sight } from '../domain/sight.js';
import { mustBeOfficer } from '../domain/view.js';

/**
 * The committee gets applications of its round: those named, or all that no committee has yet; what it has is described
 * anew. Conflicts are found at once. Refuses `not-found` for one that is not ready (or that the officer may not know),
 * `before-another-committee`.
 */
@Injectable()
export class TakeApplications {
  constructor(
    private readonly sight: Sight,
    private readonly reviewables: Reviewables,
    private readonly docket: Docket,
    private readonly conflicts: ConflictFinder,
  ) {}

  run(command: { committeeId: string; applicationIds?: readonly string[]; by: string }): Promise<void> {
    const { committeeId, applicationIds, by } = command;
    return this.docket.change(committeeId, by, async (docket) => {
      const view = await this.sight.in(committeeId, by);
      mustBeOfficer(view);
      const ready = await this.reviewables.of(view.committee.roundId, applicationIds);
      const hidden = applicationIds ? await this.docket.hiddenFrom(view.ids, view.round.today) : new Set();
      const known = new Set(ready.map(({ id }) => id).filter((id) => !hidden.has(id)));
      const missing = applicationIds?.find((id) => !known.has(id));
      if (missing !== undefined) {
        const pointer = `/applicationIds/${applicationIds!.indexOf(missing)}`;
        const errors = [{ pointer, detail: 'is not ready for review in this round' }];
        throw coreProblems.refuse('not-found', { kind: 'application', id: missing }, errors);
      }
      const taken = await docket.take(ready, applicationIds === undefined);
      await this.conflicts.find(committeeId, view.round, { applicationIds: taken });
    });
  }
}
