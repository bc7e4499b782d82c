import { Injectable } from '@nestjs/common';
import { Applications } from '../domain/applications.js';
import { CallTerms } from '../domain/call-terms.js';
import { Links, usable } from '../domain/links.js';
import { declineReference, handIn, referenceOf, write, type Reference } from '../domain/references.js';
import { coreProblems } from '@chiron/contracts/core';

export type LetterAct =
  | { readonly act: 'write'; readonly text: string; readonly match: (revision: number) => void }
  | { readonly act: 'hand-in'; readonly text: string }
  | { readonly act: 'decline' };

/** What a referee does by the link they were sent: write, hand in once, or decline. */
@Injectable()
export class WriteLetter {
  constructor(
    private readonly links: Links,
    private readonly applications: Applications,
    private readonly terms: CallTerms,
  ) {}

  async run(token: string, act: LetterAct): Promise<Reference> {
    const link = await this.links.find(token);
    const found = link && (await this.applications.dossier(link.applicationId));
    if (!found) throw coreProblems.refuse('not-found', { kind: 'link', id: 'this token' });
    const { rules, now } = await this.terms.of(found.dossier.application);
    const { applicationId, subjectId: id } = usable(link, now, 'reference');
    const next = await this.applications.changeDossier(
      applicationId,
      (dossier) => {
        switch (act.act) {
          case 'write':
            act.match(referenceOf(dossier, id).revision);
            return write(dossier, id, act.text);
          case 'hand-in':
            return handIn(dossier, id, act.text, now, rules.references);
          case 'decline':
            return declineReference(dossier, id);
        }
      },
      act.act === 'write'
        ? {}
        : {
            step: {
              by: null,
              act: act.act === 'hand-in' ? 'a letter came' : 'a referee declined',
              facts: { referenceId: id },
            },
          },
    );
    return referenceOf(next, id);
  }
}
