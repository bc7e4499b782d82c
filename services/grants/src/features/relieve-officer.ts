import { Injectable } from '@nestjs/common';
import { Clock } from '@chiron/contracts/core';
import { Officers, relieve } from '../domain/officers.js';

/** Ends an appointment; it is kept, with who ended it and when. Refuses `not-found`, `officer-relieved`. */
@Injectable()
export class RelieveOfficer {
  constructor(
    private readonly officers: Officers,
    private readonly clock: Clock,
  ) {}

  async run({ id, by }: { readonly id: string; readonly by: string }): Promise<void> {
    await this.officers.change(id, (appointment) => relieve(appointment, by, this.clock.now()));
  }
}
