import { Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { Log } from '@chiron/http';
import { isTransient, Wake } from '@chiron/postgres';
import { OrganisationTellings } from '../domain/organisation-tellings.js';

const lookEveryMs = 1_000;
const afterFailureMs = 10_000;

/** Tells people anew where organisations above them changed, in the background, whenever no import of the source works. */
@Injectable()
export class TellOfOrganisations implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly stop = new Wake();
  private stopping = false;
  private running: Promise<void> = Promise.resolve();

  constructor(
    private readonly tellings: OrganisationTellings,
    private readonly log: Log,
  ) {}

  onApplicationBootstrap(): void {
    this.running = this.work();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopping = true;
    this.stop.wake();
    await this.running;
  }

  private async work(): Promise<void> {
    while (!this.stopping) {
      try {
        if (!(await this.tellings.next())) await this.stop.wait(lookEveryMs);
      } catch (error) {
        if (!isTransient(error)) this.log.error({ err: error }, 'people could not be told of their organisations');
        await this.stop.wait(isTransient(error) ? lookEveryMs : afterFailureMs);
      }
    }
  }
}
