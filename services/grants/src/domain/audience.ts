import type { Application } from './application.js';
import type { Part } from './access.js';
import type { AttachedFile } from './attached-file.js';

/** Somebody who may come to an application's files, and as whom. */
export interface Admitted {
  readonly application: Application | null;
  readonly personId: string;
  readonly as: Part | 'reviewer';
  /** whether they may know who applies; who may not gets copies for reviewers alone */
  readonly names: boolean;
  /** whether this person is shown the files of a field */
  readonly sees: (file: Pick<AttachedFile, 'field' | 'copy'>) => boolean;
}

/** Everybody who reads files: those who take part, officers, and reviewers whom their committee shows it now. */
export abstract class Audience {
  /**
   * @throws Refusal `not-found`, the same whether there is no such application or this person must not know of it
   */
  abstract to(applicationId: string, personId: string): Promise<Admitted>;
}
