import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { Log } from '@chiron/http';
import { Remind } from './remind.js';

const everyMs = 60_000;

/** Looks once a minute whether somebody is to be reminded. */
@Injectable()
export class RemindRegularly implements OnApplicationBootstrap, OnApplicationShutdown {
  private timer: NodeJS.Timeout | undefined;
  private closing = false;
  private turn: Promise<void> = Promise.resolve();

  constructor(
    private readonly reminding: Remind,
    private readonly log: Log,
  ) {}

  onApplicationBootstrap(): void {
    this.next();
  }

  async onApplicationShutdown(): Promise<void> {
    this.closing = true;
    clearTimeout(this.timer);
    await this.turn;
  }

  private next(): void {
    if (this.closing) return;
    this.timer = setTimeout(() => {
      this.turn = this.reminding
        .run()
        .catch((error: unknown) => {
          if (!this.closing) this.log.error({ err: error }, 'nobody was reminded; it is tried again');
        })
        .finally(() => this.next());
    }, everyMs);
    this.timer.unref();
  }
}
