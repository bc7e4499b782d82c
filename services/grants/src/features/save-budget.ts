import { Injectable } from '@nestjs/common';
import { grantsProblems } from '@chiron/contracts/grants';
import { Access, asEditor } from '../domain/access.js';
import { editable } from '../domain/application.js';
import { Applications } from '../domain/applications.js';
import { budgetRules, sameLines, unusable, type BudgetLine } from '../domain/budget.js';
import { CallTerms } from '../domain/call-terms.js';
import { budgetFound, type BudgetFound } from './get-budget.js';

export interface SaveBudgetCommand {
  readonly applicationId: string;
  readonly personId: string;
  readonly lines: readonly BudgetLine[];
  /** told the budget's revision, to refuse another one */
  readonly match: (revision: number) => void;
}

/** The budget as it is so far; a cap that it breaks is told, and keeps it from being handed in, not from being kept. */
@Injectable()
export class SaveBudget {
  constructor(
    private readonly access: Access,
    private readonly applications: Applications,
    private readonly terms: CallTerms,
  ) {}

  async run({ applicationId, personId, lines, match }: SaveBudgetCommand): Promise<BudgetFound> {
    const { application } = asEditor(await this.access.to(applicationId, personId));
    const rules = budgetRules((await this.terms.of(application)).form);
    if (!rules) throw grantsProblems.refuse('budget-not-wanted');
    const errors = unusable(lines, rules);
    if (errors.length > 0) throw grantsProblems.refuse('budget-unusable', {}, errors);
    const { budget } = await this.applications.changeDossier(applicationId, (dossier) => {
      editable(dossier.application);
      match(dossier.budget.revision);
      if (sameLines(dossier.budget.lines, lines)) return { next: dossier, events: [] };
      const next = { currency: rules.currency, lines, revision: dossier.budget.revision + 1 };
      return { next: { ...dossier, budget: next }, events: [] };
    });
    return budgetFound(budget, rules);
  }
}
