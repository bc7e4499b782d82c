import { Injectable } from '@nestjs/common';
import { coreProblems } from '@chiron/contracts/core';
import { totals } from '../domain/budget.js';
import { Applications } from '../domain/applications.js';
import { CallTerms } from '../domain/call-terms.js';
import type { Dossier } from '../domain/dossier.js';
import { essence } from '../domain/essence.js';
import { Links, usable, type Link } from '../domain/links.js';
import { PeopleFacts } from '../domain/people-facts.js';
import { referenceOf } from '../domain/references.js';
import { shownName } from '../domain/shown-name.js';
import { memberOf } from '../domain/team.js';

/** What a link shows to whoever was sent it: as much as the one thing takes that is asked of them. */
export interface LinkOpened {
  readonly purpose: Link['purpose'];
  readonly dueAt: string;
  readonly call: { readonly title: string; readonly language: string };
  readonly application: { readonly number: string; readonly title: string; readonly applicant: string };
  readonly asked: object;
  /** of the referee's letter, for If-Match; 0 elsewhere */
  readonly revision: number;
}

@Injectable()
export class OpenLink {
  constructor(
    private readonly links: Links,
    private readonly applications: Applications,
    private readonly terms: CallTerms,
    private readonly people: PeopleFacts,
  ) {}

  async run(token: string): Promise<LinkOpened> {
    const link = await this.links.find(token);
    const found = link && (await this.applications.dossier(link.applicationId));
    if (!link || !found) throw coreProblems.refuse('not-found', { kind: 'link', id: 'this token' });
    const { dossier } = found;
    const { application } = dossier;
    const terms = await this.terms.of(application);
    usable(link, terms.now);
    const facts = await this.people.facts([application.applicantId]);
    const { title } = essence(terms.form, dossier.answers);
    return {
      purpose: link.purpose,
      dueAt: link.dueAt,
      call: { title: terms.call.page.title, language: terms.call.page.language },
      application: { number: application.number, title, applicant: shownName(facts.get(application.applicantId)) },
      asked: asked(link, dossier, terms.rules.references.words),
      revision: link.purpose === 'reference' ? referenceOf(dossier, link.subjectId).revision : 0,
    };
  }
}

function asked({ purpose, subjectId }: Link, dossier: Dossier, words: number): object {
  if (purpose === 'consent') {
    const { name, role, access, contributions, orcid, consent } = memberOf(dossier, subjectId);
    return { name, role, access, contributions, orcid, consent };
  }
  if (purpose === 'reference') {
    const { name, relation, accessWaived, state, text } = referenceOf(dossier, subjectId);
    return { name, relation, accessWaived, state, text: state === 'asked' ? text : '', words };
  }
  const { approval, budget, members } = dossier;
  if (approval?.id !== subjectId) throw coreProblems.refuse('not-found', { kind: 'link', id: 'this token' });
  const { name, department, state } = approval;
  const team = members.map((one) => ({ name: one.name, role: one.role }));
  return { name, department, state, team, budget: { ...budget, totals: totals(budget.lines) } };
}
