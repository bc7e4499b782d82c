import { Injectable } from '@nestjs/common';
import type { FieldError } from '@chiron/contracts/core';
import { Access, asReader } from '../domain/access.js';
import { Applications } from '../domain/applications.js';
import { AttachedFiles } from '../domain/attached-files.js';
import { CallTerms } from '../domain/call-terms.js';
import { incomplete } from '../domain/dossier.js';

/** All that is missing before it can be handed in, by field; nothing where it is complete. */
@Injectable()
export class CheckApplication {
  constructor(
    private readonly access: Access,
    private readonly applications: Applications,
    private readonly terms: CallTerms,
    private readonly files: AttachedFiles,
  ) {}

  async run(applicationId: string, personId: string): Promise<FieldError[]> {
    const { application } = asReader(await this.access.to(applicationId, personId));
    const { form, rules } = await this.terms.of(application);
    const found = await this.applications.dossier(applicationId);
    const { faults } = await this.files.of(applicationId);
    return incomplete(found!.dossier, { form, rules, more: faults });
  }
}
