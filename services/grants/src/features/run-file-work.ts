import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { Log } from '@chiron/http';
import { regularly } from '@chiron/postgres';
import { CheckBlinding } from './check-blinding.js';
import { ReadFiles } from './read-files.js';
import { SweepFiles } from './sweep-files.js';

const lookEveryMs = 1_000;
/** Whether something waits to be checked costs a look at every application that is under review. */
const checkEveryMs = 3_000;
const sweepEveryMs = 3_600_000;

/** Does what nobody waits for: reads files as they come, checks what was handed in, sweeps what is left over. */
@Injectable()
export class RunFileWork implements OnApplicationBootstrap, OnApplicationShutdown {
  private checkedAt = 0;
  private sweptAt = 0;
  private readonly closing = new AbortController();
  private running: Promise<void> | undefined;

  constructor(
    private readonly reading: ReadFiles,
    private readonly checking: CheckBlinding,
    private readonly sweeping: SweepFiles,
    private readonly log: Log,
  ) {}

  onApplicationBootstrap(): void {
    this.running = regularly(
      lookEveryMs,
      this.closing.signal,
      () => this.work(),
      (error) => this.log.error({ err: error }, 'work on files failed and will be tried again'),
    );
  }

  async onApplicationShutdown(): Promise<void> {
    this.closing.abort();
    await this.running;
  }

  private async work(): Promise<void> {
    await this.reading.run();
    if (Date.now() - this.checkedAt >= checkEveryMs) {
      while (!this.closing.signal.aborted && (await this.checking.next(Date.now())));
      this.checkedAt = Date.now();
    }
    if (Date.now() - this.sweptAt < sweepEveryMs) return;
    this.sweptAt = Date.now();
    await this.sweeping.run(this.sweptAt);
  }
}
