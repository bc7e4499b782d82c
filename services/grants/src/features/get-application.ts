import { Injectable } from '@nestjs/common';
import type { Instant } from '@chiron/contracts/core';
import { Access, type Part } from '../domain/access.js';
import type { Application } from '../domain/application.js';
import { CallTerms } from '../domain/call-terms.js';
import type { Window } from '../domain/call.js';
import { PeopleFacts } from '../domain/people-facts.js';
import { shownName } from '../domain/shown-name.js';

export interface ApplicationFound {
  readonly application: Application;
  readonly revision: number;
  readonly as: Part;
  readonly applicantName: string;
  readonly window: Window;
  /** when it can be handed in at the latest, late or not */
  readonly closesAt: Instant;
}

@Injectable()
export class GetApplication {
  constructor(
    private readonly access: Access,
    private readonly terms: CallTerms,
    private readonly people: PeopleFacts,
  ) {}

  async run(applicationId: string, personId: string): Promise<ApplicationFound> {
    const { application, revision, as } = await this.access.to(applicationId, personId);
    const { window } = await this.terms.of(application);
    const facts = await this.people.facts([application.applicantId]);
    const applicantName = shownName(facts.get(application.applicantId));
    return { application, revision, as, applicantName, window, closesAt: application.dueAt ?? window.graceUntil };
  }
}
