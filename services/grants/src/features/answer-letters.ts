import { Injectable } from '@nestjs/common';
import { Refusal, type FieldError } from '@chiron/contracts/core';
import { grantsProblems } from '@chiron/contracts/grants';
import { Database } from '@chiron/postgres';
import { Calls } from '../domain/calls.js';
import { requireOfficerOf } from '../domain/officer-access.js';
import { Officers } from '../domain/officers.js';
import { AnswerLetter, type LetterAnswer } from './answer-letter.js';

export interface AnswerLettersCommand {
  readonly callId: string;
  readonly by: string;
  readonly answers: readonly { readonly applicationId: string; readonly answer: LetterAnswer }[];
}

/** An officer answers many letters of one call at once. All or none: refuses `letters-unanswerable` with each that cannot be. */
@Injectable()
export class AnswerLetters {
  constructor(
    private readonly calls: Calls,
    private readonly officers: Officers,
    private readonly answering: AnswerLetter,
    private readonly database: Database,
  ) {}

  async run({ callId, by, answers }: AnswerLettersCommand): Promise<void> {
    await requireOfficerOf(this.calls, this.officers, callId, by);
    // In the order of ids, as everybody who locks several of them does.
    const inOrder = answers
      .map((one, place) => ({ ...one, place }))
      .toSorted((a, b) => (a.applicationId < b.applicationId ? -1 : a.applicationId > b.applicationId ? 1 : a.place - b.place)); // prettier-ignore
    const faults: (FieldError & { readonly place: number })[] = [];
    await this.database.transaction(async () => {
      for (const [i, { applicationId, answer, place }] of inOrder.entries()) {
        const fault = (field: string, detail: string) =>
          faults.push({ place, pointer: `/answers/${place}/${field}`, detail });
        if (inOrder[i - 1]?.applicationId === applicationId) fault('applicationId', 'is here twice');
        else
          try {
            await this.answering.run({ applicationId, personId: by, answer, callId, match: () => undefined });
          } catch (error) {
            if (!(error instanceof Refusal)) throw error;
            const [known] = error.errors;
            if (known) fault(known.pointer.slice(1), known.detail);
            else if (error.code === 'not-found') fault('applicationId', 'is no letter of this call');
            else fault('applicationId', error.problem.title);
          }
      }
      if (faults.length === 0) return;
      const errors = faults.toSorted((a, b) => a.place - b.place).map(({ pointer, detail }) => ({ pointer, detail }));
      throw grantsProblems.refuse('letters-unanswerable', { faults: errors.length }, errors);
    });
  }
}
