import { Injectable } from '@nestjs/common';
import type { Instant } from '@chiron/contracts/core';
import { Database } from '@chiron/postgres';
import type { DecidedAppeal } from '../domain/appeal.js';
import type { KeptAppeal } from '../domain/appeals.js';
import type { Application } from '../domain/application.js';
import { Correspondence, PublicAddress, type Wish } from '../domain/correspondence.js';
import type { RoundEntry } from '../domain/decision-rounds.js';
import { dated, money, type Language } from '../domain/letter.js';
import type { PlannedItem } from '../domain/round.js';

const appealLine: Record<Language, (until: string) => string> = {
  en: (until) => `You may appeal this decision until ${until}.`,
  es: (until) => `Puede recurrir esta decisión hasta el ${until}.`,
};

/** The letters of an announcement. */
@Injectable()
export class DecisionLetters {
  constructor(
    private readonly database: Database,
    private readonly correspondence: Correspondence,
    private readonly address: PublicAddress,
  ) {}

  /** @param appealUntil the last moment for an appeal; null where there is none */
  async write(
    call: RoundEntry['call'],
    appealUntil: Instant | null,
    items: readonly PlannedItem[],
    key = 'decision',
  ): Promise<void> {
    const applicants = await this.applicants(items);
    const { currency } = call.award;
    const wishes = items.map(({ applicationId, outcome, amountMinor, number }): Wish => {
      const values = (language: Language) => ({
        number,
        call: call.page.title,
        amount: amountMinor === null ? '' : money(amountMinor, currency, language),
        appeal: appealUntil === null ? '' : appealLine[language](dated(appealUntil, call.timeZone, language)),
        link: this.address.of(`/api/v1/applications/${applicationId}/outcome`),
      });
      const personId = applicants.get(applicationId)!;
      return { key: `${key}:${applicationId}`, kind: `decision-${outcome}`, personId, callId: call.id, values };
    });
    await this.correspondence.write(wishes);
  }

  answered({ callId, number }: KeptAppeal, { applicationId, state, reason, by }: DecidedAppeal): Promise<void> {
    const path = `/api/v1/applications/${applicationId}/outcome`;
    const letter = { key: `appeal:${applicationId}`, kind: `appeal-${state}`, personId: by, callId } as const;
    return this.explain(letter, { number, reason, path });
  }

  returned({ id, number, applicantId: personId, callId }: Application, reason: string): Promise<void> {
    const kind = 'returned-without-review';
    const path = `/api/v1/applications/${id}/administrative-review`;
    return this.explain({ key: `${kind}:${id}`, kind, personId, callId }, { number, reason, path });
  }

  /** A letter that gives a reason. */
  private async explain(
    letter: Pick<Wish, 'key' | 'kind'> & { readonly personId: string; readonly callId: string },
    { number, reason, path }: { readonly number: string; readonly reason: string; readonly path: string },
  ): Promise<void> {
    const [call] = await this.database.query<{ title: string }>(
      `select settings #>> '{page,title}' as title from calls where id = $1`,
      [letter.callId],
    );
    const values = () => ({ number, call: call!.title, reason, link: this.address.of(path) });
    await this.correspondence.write([{ ...letter, values }]);
  }

  async unreachable(items: readonly PlannedItem[]): Promise<readonly string[]> {
    const applicants = await this.applicants(items);
    const missing = new Set(await this.correspondence.unreachable([...applicants.values()]));
    return items.filter(({ applicationId }) => missing.has(applicants.get(applicationId)!)).map(({ number }) => number);
  }

  private async applicants(items: readonly PlannedItem[]): Promise<Map<string, string>> {
    const rows = await this.database.query<{ id: string; applicant: string }>(
      'select id, standing_of(applicant_id) as applicant from applications where id = any($1::uuid[])',
      [items.map(({ applicationId }) => applicationId)],
    );
    return new Map(rows.map(({ id, applicant }) => [id, applicant]));
  }
}
