import { Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { Clock, Refusal } from '@chiron/contracts/core';
import { Log } from '@chiron/http';
import { isTransient } from '@chiron/postgres';
import { ImportTurns, TurnLost, type ImportTurn } from '../domain/imports.js';
import { ApplyImport } from './apply-import.js';

/** Sources that this process works through side by side. */
const lanes = 2;
const lookEveryMs = 500;
const afterFailureMs = 250;
/** An error that is neither a rule nor the weather stops an import after so many tries. */
const triesOfAFault = 3;

/** Works off what is due: checks, applies and undoes imports, and goes on where a crash cut one. */
@Injectable()
export class RunImports implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private stopping = false;
  private readonly running: Promise<void>[] = [];
  private readonly wakers = new Set<() => void>();
  private readonly faults = new Map<string, number>();

  constructor(
    private readonly turns: ImportTurns,
    private readonly applying: ApplyImport,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {}

  onApplicationBootstrap(): void {
    this.turns.onDue(() => this.wake());
    for (let lane = 0; lane < lanes; lane++) this.running.push(this.work());
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopping = true;
    this.wake();
    await Promise.all(this.running);
  }

  private wake(): void {
    for (const wake of this.wakers) wake();
  }

  private async work(): Promise<void> {
    while (!this.stopping) {
      const worked = await this.next().catch((error: unknown) => {
        if (!isTransient(error)) this.log.error({ err: error }, 'the import runner failed');
        return 'failed' as const;
      });
      if (worked !== true && !this.stopping) await this.rest(worked === 'failed' ? afterFailureMs : lookEveryMs);
    }
  }

  private rest(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const wake = () => {
        clearTimeout(timer);
        this.wakers.delete(wake);
        resolve();
      };
      const timer = setTimeout(wake, ms);
      this.wakers.add(wake);
    });
  }

  /** Works one import through, as far as it goes; true where there was one. */
  private async next(): Promise<boolean> {
    const turn = await this.turns.take();
    if (!turn) return false;
    try {
      await this.applying.run(turn, () => this.stopping);
      return true;
    } catch (error) {
      if (error instanceof TurnLost) return true;
      if (error instanceof Refusal) {
        await turn.refuse({ code: error.code, detail: error.detail }, this.clock.now());
        return true;
      }
      if (isTransient(error)) throw error;
      await this.fault(turn, error);
      return true;
    } finally {
      await turn.done();
    }
  }

  private async fault(turn: ImportTurn, error: unknown): Promise<void> {
    const { id } = turn.one;
    const tries = (this.faults.get(id) ?? 0) + 1;
    this.log.error({ err: error, importId: id, tries }, 'an import failed');
    this.faults.set(id, tries);
    if (tries < triesOfAFault) return this.rest(afterFailureMs);
    this.faults.delete(id);
    const detail = 'An internal fault stopped this import; rows with a receipt stand, retry takes up the others.';
    await turn.refuse({ code: 'internal-error', detail }, this.clock.now());
  }
}
