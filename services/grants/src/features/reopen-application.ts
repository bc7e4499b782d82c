import { Injectable } from '@nestjs/common';
import { coreProblems, type Decision, type Instant } from '@chiron/contracts/core';
import { Access } from '../domain/access.js';
import { extend, reopenFor, reopenOwn, type Application, type Limit } from '../domain/application.js';
import { Applications, type StepTaken } from '../domain/applications.js';
import { CallTerms, ongoing } from '../domain/call-terms.js';
import { Links } from '../domain/links.js';
import type { OwnApplicationCommand } from './submit-application.js';

export interface ReopenApplicationCommand extends OwnApplicationCommand {
  /** what an officer gives; an applicant has the window */
  readonly dueAt: Instant | null;
}

/** An applicant opens their own again within the window; an officer opens any, or gives a draft longer. */
@Injectable()
export class ReopenApplication {
  constructor(
    private readonly access: Access,
    private readonly applications: Applications,
    private readonly terms: CallTerms,
    private readonly links: Links,
  ) {}

  async run({ applicationId, personId, dueAt, match }: ReopenApplicationCommand): Promise<void> {
    const { as, application } = await this.access.to(applicationId, personId);
    const { window, now, rules } = ongoing(await this.terms.of(application));
    const reopen = (decide: (present: Application, limit: Limit) => Decision<Application>, step: StepTaken) =>
      this.applications.alone(application, (others) =>
        this.applications.change(applicationId, (present) => decide(present, { others, allowed: rules.perPerson }), {
          match,
          step,
          then: async () => (dueAt === null ? undefined : this.links.follow(applicationId, dueAt)),
        }),
      );
    if (as === 'applicant' && dueAt === null) {
      await reopen((present, limit) => reopenOwn(present, window, now, limit), {
        by: personId,
        act: 'opened it again',
      });
    } else if (as === 'officer') {
      if (dueAt === null)
        throw coreProblems.refuse('validation-failed', {}, [{ pointer: '/dueAt', detail: 'must say until when' }]);
      await reopen(
        (present, limit) =>
          present.state === 'draft' || present.state === 'returned'
            ? extend(present, dueAt, window, now)
            : reopenFor(present, dueAt, now, limit),
        { by: personId, act: 'gave it a deadline of its own', facts: { dueAt, was: application.state } },
      );
    } else {
      throw coreProblems.refuse('forbidden', {
        needs: 'the applicant without a deadline, or a grants officer with one',
      });
    }
  }
}
