import { Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { Clock } from '@chiron/contracts/core';
import { Log } from '@chiron/http';
import { isTransient } from '@chiron/postgres';
import { Retention } from '../domain/import.js';
import { StoredInput } from '../domain/imports.js';

const everyMs = 3_600_000;
const dayMs = 86_400_000;

/** Each hour removes the stored input of imports that ended longer ago than it is kept. */
@Injectable()
export class RemoveOldInput implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<unknown> = Promise.resolve();
  private stopping = false;

  constructor(
    private readonly input: StoredInput,
    private readonly retention: Retention,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {}

  onApplicationBootstrap(): void {
    const work = () => {
      this.running = this.run().catch((error: unknown) => {
        if (!isTransient(error)) this.log.error({ err: error }, 'old input of imports could not be removed');
      });
    };
    this.timer = setInterval(work, everyMs);
    this.timer.unref();
    work();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopping = true;
    clearInterval(this.timer);
    await this.running;
  }

  /** Answers of how many imports it removed the input. */
  async run(): Promise<number> {
    const endedBefore = new Date(Date.parse(this.clock.now()) - this.retention.days * dayMs).toISOString();
    let removed = 0;
    while (!this.stopping && (await this.input.removeOne(endedBefore))) removed++;
    return removed;
  }
}
