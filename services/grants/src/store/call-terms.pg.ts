import { Injectable } from '@nestjs/common';
import { Clock, coreProblems, dayIn } from '@chiron/contracts/core';
import { grantsProblems } from '@chiron/contracts/grants';
import { windowOf, type CallStage } from '../domain/call.js';
import { CallTerms, ongoing, RuleBook, type Terms, type WrittenOn } from '../domain/call-terms.js';
import { Calls } from '../domain/calls.js';
import type { Form } from '../domain/form.js';
import { Forms } from '../domain/forms.js';

const mostRemembered = 200;

@Injectable()
export class PgCallTerms extends CallTerms {
  private readonly remembered = new Map<string, Form>();

  constructor(
    private readonly calls: Calls,
    private readonly forms: Forms,
    private readonly book: RuleBook,
    private readonly clock: Clock,
  ) {
    super();
  }

  override async toBegin(callId: string, stage: CallStage): Promise<Terms> {
    return ongoing(await this.read(callId, stage));
  }

  override of({ callId, stage, formVersion }: WrittenOn): Promise<Terms> {
    return this.read(callId, stage, formVersion);
  }

  override async form({ callId, stage, formVersion }: WrittenOn): Promise<Form> {
    const key = `${callId} ${stage} ${formVersion}`;
    const known = this.remembered.get(key);
    if (known) return known;
    const found = await this.forms.published(callId, stage, formVersion);
    if (!found) throw coreProblems.refuse('not-found', { kind: 'form', id: `${callId}/${stage}` });
    if (this.remembered.size >= mostRemembered) this.remembered.clear();
    this.remembered.set(key, found.form);
    return found.form;
  }

  private async read(callId: string, stage: CallStage, version?: number): Promise<Terms> {
    const call = (await this.calls.find(callId))?.call;
    if (!call || call.state === 'draft') throw coreProblems.refuse('not-found', { kind: 'call', id: callId });
    const window = windowOf(call, stage);
    if (!window)
      throw grantsProblems.refuse('stage-unknown', { stages: call.stages.map((one) => one.stage).join(', ') }, [
        { pointer: '/stage', detail: 'is no stage of this call' },
      ]);
    const form = await this.forms.published(callId, stage, version);
    if (!form) throw coreProblems.refuse('not-found', { kind: 'form', id: `${callId}/${stage}` });
    const { rules } = await this.book.of(callId);
    const now = this.clock.now();
    const today = dayIn(call.timeZone, new Date(now));
    return { call, window, form: form.form, formVersion: form.version, rules, now, today };
  }
}
