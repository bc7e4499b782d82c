import { Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { RepairBell } from '../domain/repair-bell.js';
import { RepairAssignments } from './repair-assignments.js';

/** What another process of the service left open is found at the next look. */
const often = 60_000;

/**
 * After somebody refused, left, or came into conflict, the assignments are repaired at once. What is due stands in the
 * database, so that a crash forgets nothing.
 */
@Injectable()
export class OnAssignmentsEnded implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private looking: NodeJS.Timeout | undefined;
  private working: Promise<void> | undefined;
  private again = false;
  private over = false;

  constructor(
    private readonly repair: RepairAssignments,
    private readonly bell: RepairBell,
  ) {}

  onApplicationBootstrap(): void {
    this.bell.listen(() => this.wake());
    this.looking = setInterval(() => this.wake(), often);
    this.looking.unref();
    this.wake();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.over = true;
    clearInterval(this.looking);
    await this.settled();
  }

  /** Resolves once nothing is being repaired. */
  async settled(): Promise<void> {
    while (this.working) await this.working;
  }

  private wake(): void {
    if (this.over) return;
    if (this.working) {
      this.again = true;
      return;
    }
    this.working = this.repair.run().finally(() => {
      this.working = undefined;
      if (!this.again) return;
      this.again = false;
      this.wake();
    });
  }
}
