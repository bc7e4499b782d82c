import { Injectable } from '@nestjs/common';
import { Applications } from '../domain/applications.js';
import {
  isShown,
  Searchables,
  sought,
  textsOf,
  textsOfFile,
  type Searchable,
  type Teammate,
} from '../domain/blinding.js';
import { CallTerms } from '../domain/call-terms.js';
import { Readings } from '../domain/files.js';
import { unreadableIn } from '../domain/finding.js';
import { PeopleFacts } from '../domain/people-facts.js';

@Injectable()
export class PgSearchables extends Searchables {
  constructor(
    private readonly applications: Applications,
    private readonly terms: CallTerms,
    private readonly people: PeopleFacts,
    private readonly readings: Readings,
  ) {
    super();
  }

  override async of(applicationId: string): Promise<Searchable | undefined> {
    const found = await this.applications.dossier(applicationId);
    if (!found) return undefined;
    const { application, answers, budget, members } = found.dossier;
    const { call, form } = await this.terms.of(application);
    if (call.blinding === 'none') return undefined;
    const present = members.filter(({ consent }) => consent !== 'declined');
    const persons = [application.applicantId, ...present.flatMap(({ personId }) => personId ?? [])];
    const facts = await this.people.facts(persons);
    const team: Teammate[] = [
      { personId: application.applicantId, facts: facts.get(application.applicantId) },
      // A member whom the platform does not know is told by their place in the team.
      ...present.map((member) => ({
        personId: member.personId ?? member.id,
        named: member,
        facts: member.personId ? facts.get(member.personId) : undefined,
      })),
    ];
    const all = await this.readings.of(applicationId);
    const readings = all.filter(({ field }) => isShown(form.properties[field]));
    return {
      callId: application.callId,
      team: team.map((one) => sought(one, call.review.conflicts.host)),
      texts: [...textsOf(form, answers, budget), ...readings.flatMap(textsOfFile)],
      unreadable: readings.flatMap(({ fileId, unreadable }) =>
        unreadable.map(({ reason, part }) => unreadableIn(fileId, reason, part)),
      ),
    };
  }
}
