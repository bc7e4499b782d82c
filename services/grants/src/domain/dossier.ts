import type { Decision, FieldError } from '@chiron/contracts/core';
import { missing, type Answers } from './answers.js';
import { editable, type Application } from './application.js';
import type { ApplicationRules } from './application-rules.js';
import type { Attachments } from './attached-files.js';
import { missingApproval, type Approving } from './approval.js';
import { budgetFaults, budgetRules, type Budget } from './budget.js';
import type { Form } from './form.js';
import { missingReferences, type Vouching } from './references.js';
import { contributions, missingConsents, type Contribution } from './team.js';

/** An application with all that belongs to it; decided upon as one, under one lock. */
export interface Dossier extends Vouching, Approving {
  readonly application: Application;
  readonly answers: Answers;
  /** what the applicant contributes, as members of the team have theirs */
  readonly leadContributions: readonly Contribution[];
  readonly budget: Budget;
  readonly files: Attachments;
}

/** A decision about the application alone, as one about its dossier. */
export function within(dossier: Dossier, { next, events }: Decision<Application>): Decision<Dossier> {
  return { next: next === dossier.application ? dossier : { ...dossier, application: next }, events };
}

export interface Asked {
  readonly form: Form;
  readonly rules: ApplicationRules;
}

/** All that keeps it from being handed in, in the form's order, then people, approval, letters, files. */
export function incomplete(dossier: Dossier, { form, rules }: Asked): FieldError[] {
  const { members, references, budget, approval, answers, files } = dossier;
  const money = budgetRules(form);
  const agreed = members.filter(({ consent }) => !rules.consents || consent === 'given');
  const errors = missing(
    form,
    answers,
    {
      files: files.counts,
      people: agreed.map(({ role }) => ({ role })),
      budget: { lines: budget.lines.length, errors: money ? budgetFaults(budget, money) : [] },
    },
    '/answers',
  );
  if (dossier.application.stage === 'full') {
    if (rules.consents) errors.push(...missingConsents(members));
    if (rules.chairApproval) errors.push(...missingApproval(approval, budget.revision));
    errors.push(...missingReferences(references, rules.references));
  }
  return [...errors, ...files.faults];
}

/** What the applicant contributes, in the order of the taxonomy. @throws Refusal `application-not-editable` */
export function contribute(dossier: Dossier, wanted: readonly Contribution[]): Decision<Dossier> {
  editable(dossier.application);
  const leadContributions = contributions.filter((one) => wanted.includes(one));
  const same = leadContributions.join() === dossier.leadContributions.join();
  return { next: same ? dossier : { ...dossier, leadContributions }, events: [] };
}

/** The members who agreed, as the submission tells of them. */
export const agreedTeam = ({ members }: Dossier) =>
  members.flatMap(({ personId, role, consent }) => (consent === 'given' && personId ? [{ personId, role }] : []));
