import { Injectable } from '@nestjs/common';
import { Database } from '@chiron/postgres';
import { Docket } from '../domain/docket.js';
import { Sight } from '../domain/sight.js';
import { mustBeOfficer } from '../domain/view.js';

/** The committee does not have the application any longer; what was assigned of it ends. */
@Injectable()
export class DropApplication {
  constructor(
    private readonly database: Database,
    private readonly sight: Sight,
    private readonly docket: Docket,
  ) {}

  run(command: { committeeId: string; applicationId: string; by: string }): Promise<void> {
    return this.database.transaction(async () => {
      const view = await this.sight.in(command.committeeId, command.by);
      mustBeOfficer(view);
      await this.sight.one(view, command.applicationId);
      await this.docket.drop(command.committeeId, command.applicationId, command.by);
    });
  }
}
