import { Injectable } from '@nestjs/common';

/** What one part of an application says about itself. */
export type Check = () => Promise<unknown> | unknown;

export interface Readiness {
  readonly status: 'ready' | 'down';
  /** the names of what is down */
  readonly down: readonly string[];
  readonly checks: Readonly<Record<string, 'up' | 'down'>>;
}

const within = 2_000;

/** What must be up for the application to be ready. A check that throws or takes longer than two seconds is down. */
@Injectable()
export class HealthChecks {
  private readonly checks = new Map<string, Check>();

  /** @param name stands in the public answer: `database`, `programs` */
  register(name: string, check: Check): void {
    this.checks.set(name, check);
  }

  async readiness(): Promise<Readiness> {
    const names = [...this.checks.keys()];
    const states = await Promise.all(names.map((name) => this.isUp(name)));
    const down = names.filter((_, index) => !states[index]);
    return {
      status: down.length === 0 ? 'ready' : 'down',
      down,
      checks: Object.fromEntries(names.map((name, index) => [name, states[index] ? 'up' : 'down'])),
    };
  }

  private async isUp(name: string): Promise<boolean> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => (timer = setTimeout(() => reject(new Error('late')), within)));
    try {
      await Promise.race([Promise.resolve().then(this.checks.get(name)), late]);
      return true;
    } catch {
      return false;
    } finally {
      clearTimeout(timer);
    }
  }
}
