import { dayIn, type Instant, type IsoDate } from './dates.js';

/** The time, as an argument: features ask it, the domain is told. */
export class Clock {
  /** @param zone the institute's IANA time zone, in which “today” is meant */
  constructor(readonly zone: string) {}

  now(): Instant {
    return new Date().toISOString();
  }

  today(): IsoDate {
    return dayIn(this.zone, new Date(this.now()));
  }
}
