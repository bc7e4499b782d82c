import { Injectable } from '@nestjs/common';
import type { FieldError } from '@chiron/contracts/core';
import { Access, asReader } from '../domain/access.js';
import { Applications } from '../domain/applications.js';
import { budgetFaults, budgetRules, totals, type Budget, type BudgetRules, type Totals } from '../domain/budget.js';
import { CallTerms } from '../domain/call-terms.js';

export interface BudgetFound {
  readonly budget: Budget;
  readonly totals: Totals;
  /** what stands against handing it in, line by line */
  readonly missing: readonly FieldError[];
}

@Injectable()
export class GetBudget {
  constructor(
    private readonly access: Access,
    private readonly applications: Applications,
    private readonly terms: CallTerms,
  ) {}

  async run(applicationId: string, personId: string): Promise<BudgetFound> {
    const { application } = asReader(await this.access.to(applicationId, personId));
    const rules = budgetRules((await this.terms.of(application)).form);
    return budgetFound((await this.applications.dossier(applicationId))!.dossier.budget, rules);
  }
}

/** A budget with its sums, and what its call says to it. */
export function budgetFound(budget: Budget, rules: BudgetRules | undefined): BudgetFound {
  const currency = budget.currency || (rules?.currency ?? '');
  const missing = rules ? budgetFaults(budget, rules) : [];
  return { budget: { ...budget, currency }, totals: totals(budget.lines), missing };
}
