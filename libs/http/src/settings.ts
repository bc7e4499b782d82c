import { isTimeZone } from '@chiron/contracts/core';
import type { Env } from './serve.js';

/** What every service behind the door needs to know. */
export interface ServiceSettings {
  /** `postgres://role:password@host:port/database` */
  readonly databaseUrl: string;
  /** `kafka://host:port` or `postgres://…/bus` */
  readonly eventBus: string;
  /** the institute's IANA time zone, in which “today” is meant */
  readonly timeZone: string;
}

/**
 * Reads what a process is told by its environment, and collects every fault, so that one sentence can name them all:
 * whoever starts it mends them in one go.
 */
export class Settings {
  private readonly faults: string[] = [];

  constructor(
    private readonly service: string,
    private readonly env: Env,
  ) {}

  /** The environment's text; empty where it says nothing. */
  text(name: string): string {
    return this.env[name] ?? '';
  }

  fault(sentence: string): void {
    this.faults.push(sentence);
  }

  /** What must be there; `what` goes on “it says …”. */
  required(name: string, what: string, fits: (value: string) => boolean): string {
    const value = this.text(name);
    if (!value) this.fault(`${name} is missing: it says ${what}.`);
    else if (!fits(value)) this.fault(`${name} is not usable: it says ${what}.`);
    return value;
  }

  /** An address of one of these protocols (`postgres:`). */
  url(name: string, protocols: RegExp, what: string): string {
    return this.required(name, what, (value) => URL.canParse(value) && protocols.test(new URL(value).protocol));
  }

  secret(name: string, least: number, what: string): string {
    const value = this.text(name);
    if (!value) this.fault(`${name} is missing: it is ${what}.`);
    else if (value.length < least) this.fault(`${name} is too short: it needs at least ${least} characters.`);
    return value;
  }

  /** Several, parted by commas. */
  list(name: string, fits: (text: string) => boolean): string[] {
    const values = this.text(name)
      .split(',')
      .map((text) => text.trim())
      .filter(Boolean);
    for (const text of values) if (!fits(text)) this.fault(`${name} is not usable: “${text}” does not belong there.`);
    return values;
  }

  /** A whole number above 0. */
  count(name: string, otherwise: number, most = Number.MAX_SAFE_INTEGER): number {
    const text = this.text(name);
    if (!text) return otherwise;
    const value = Number(text);
    if (!Number.isSafeInteger(value) || value < 1 || value > most)
      this.fault(
        `${name} is not usable: it must be a whole number ${most === Number.MAX_SAFE_INTEGER ? 'above 0' : `from 1 to ${most}`}.`,
      );
    return value;
  }

  ofService(): ServiceSettings {
    return {
      databaseUrl: this.required(
        'DATABASE_URL',
        `where the database of ${this.service} is, as postgres://role:password@host:port/database`,
        (value) => /^postgres(ql)?:\/\//.test(value),
      ),
      // Several brokers, parted by commas, are no URL.
      eventBus: this.required('EVENT_BUS', 'where events travel, as kafka://host:port or postgres://…/bus', (value) =>
        /^(kafka|postgres(ql)?):\/\//.test(value),
      ),
      timeZone: this.timeZone(),
    };
  }

  private timeZone(): string {
    const name = this.text('CHIRON_TIME_ZONE') || 'UTC';
    if (!isTimeZone(name)) this.fault(`CHIRON_TIME_ZONE is not a time zone: “${name}”.`);
    return name;
  }

  /** @throws Error one sentence for everything that is missing or unusable */
  checked<C>(config: C): C {
    if (this.faults.length > 0) throw new Error(`${this.service} cannot start. ${this.faults.join(' ')}`);
    return config;
  }
}
