import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { Log } from '@chiron/http';
import { regularly } from '@chiron/postgres';
import { Remind } from './remind.js';

const everyMs = 60_000;

/** Looks once a minute whether somebody is to be reminded. */
@Injectable()
export class RemindRegularly implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly closing = new AbortController();
  private running: Promise<void> | undefined;

  constructor(
    private readonly reminding: Remind,
    private readonly log: Log,
  ) {}

  onApplicationBootstrap(): void {
    this.running = regularly(
      everyMs,
      this.closing.signal,
      () => this.reminding.run(),
      (error) => this.log.error({ err: error }, 'nobody was reminded; it is tried again'),
    );
  }

  async onApplicationShutdown(): Promise<void> {
    this.closing.abort();
    await this.running;
  }
}
