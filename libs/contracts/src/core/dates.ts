/** A calendar day, `YYYY-MM-DD`; never a JavaScript `Date`. */
export type IsoDate = string;
/** A moment, RFC 3339 in UTC with milliseconds, as `Date.prototype.toISOString` writes it. */
export type Instant = string;

const day = /^(\d{4})-(\d{2})-(\d{2})$/;

/** Whether the text is a day that the calendar has: 2026-02-29 is not. */
export function isIsoDate(text: string): boolean {
  const match = day.exec(text);
  if (!match) return false;
  const [year, month, date] = [Number(match[1]), Number(match[2]), Number(match[3])];
  return year > 0 && month >= 1 && month <= 12 && date >= 1 && date <= daysIn(year, month);
}

export function daysIn(year: number, month: number): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate();
}

/** The day `days` after (or before, when negative). */
export function addDays(from: IsoDate, days: number): IsoDate {
  const moved = new Date(`${from}T00:00:00Z`);
  moved.setUTCDate(moved.getUTCDate() + days);
  return moved.toISOString().slice(0, 10);
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** The day that `moment` is in the IANA time zone `zone`. */
export function dayIn(zone: string, moment: Date): IsoDate {
  let format = formats.get(zone);
  if (!format) {
    format = new Intl.DateTimeFormat('en-CA', { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit' });
    formats.set(zone, format);
  }
  return format.format(moment);
}

/** Whether a text is the name of an IANA time zone. An offset (`+05:30`) is none: databases read its sign the other way. */
export function isTimeZone(name: string): boolean {
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
