import { Inject, Injectable, Optional } from '@nestjs/common';
import { Refusal } from '@chiron/contracts/core';
import { Sight } from '@chiron/review/mount';
import { Access, asReader } from '../domain/access.js';
import { Audience, type Admitted } from '../domain/audience.js';
import { Blinding } from '../domain/blinding.js';

@Injectable()
export class PgAudience extends Audience {
  constructor(
    private readonly access: Access,
    private readonly blinding: Blinding,
    @Optional() @Inject(Sight) private readonly sight: Sight | null,
  ) {
    super();
  }

  override async to(applicationId: string, personId: string): Promise<Admitted> {
    try {
      const { application, as, personId: id } = asReader(await this.access.to(applicationId, personId));
      return { application, personId: id, as, names: true, sees: () => true };
    } catch (error) {
      const none = error instanceof Refusal && error.code === 'not-found';
      const admitted = none ? await this.reviewer(applicationId, personId) : undefined;
      if (admitted) return admitted;
      throw error;
    }
  }

  /** A committee that may open it now gets what its phase says, and under blinding only what was checked. */
  private async reviewer(applicationId: string, personId: string): Promise<Admitted | undefined> {
    const view = await this.sight?.ofApplication(personId, applicationId);
    if (!view || !this.sight) return undefined;
    const { state } = await this.blinding.standing(applicationId);
    const names = state === 'not-blinded' || this.sight.shown(view).applicantNames;
    if (!names && state !== 'clear') return undefined;
    const shown = await this.blinding.shownFields(applicationId);
    const sees: Admitted['sees'] = ({ field, copy }) => names || (copy !== null && shown.has(field));
    return { application: null, personId: view.personId, as: 'reviewer', names, sees };
  }
}
