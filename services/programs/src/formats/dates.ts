import { daysIn, type Instant, type IsoDate } from '@chiron/contracts/core';

/** How a source writes its days: `YMD` 2026-09-01, `DMY` 01/09/2026, `MDY` 09/01/2026. */
export type DateOrder = 'YMD' | 'DMY' | 'MDY';

export type DateReading = { readonly date: IsoDate } | { readonly ambiguous: true } | { readonly bad: true };
export type InstantReading = { readonly instant: Instant } | { readonly ambiguous: true } | { readonly bad: true };

const bad = Object.freeze({ bad: true } as const);
const ambiguous = Object.freeze({ ambiguous: true } as const);

const yearFirst = /^(\d{4})([-./])(\d{1,2})\2(\d{1,2})$/;
const yearLast = /^(\d{1,2})([-./])(\d{1,2})\2(\d{4})$/;
/** A midnight behind a date says nothing; systems that know no dates write it. */
const midnight = /[T ]00:00(?::00(?:\.0+)?)?(?:Z|[+-]00:?00)?$/;

const exists = (year: number, month: number, day: number): boolean =>
  year > 0 && month >= 1 && month <= 12 && day >= 1 && day <= daysIn(year, month);

const iso = (year: number, month: number, day: number): IsoDate =>
  `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;

/**
 * The order that this one value can only have been written in, where there is just one: 25/12/2026 is `DMY`. Null for a
 * value that proves nothing: one with its year first, one that both orders read, one that neither does.
 */
export function dateEvidence(text: string | null): 'DMY' | 'MDY' | null {
  const match = text === null ? null : yearLast.exec(dayPart(text));
  if (!match) return null;
  const [first, second, year] = [Number(match[1]), Number(match[3]), Number(match[4])];
  const dayFirst = exists(year, second, first);
  const monthFirst = exists(year, first, second);
  return dayFirst === monthFirst ? null : dayFirst ? 'DMY' : 'MDY';
}

/**
 * The order of a column: one value that can be read in one order only settles it. Null where no value settles it, or
 * where two contradict each other.
 */
export function inferDateOrder(samples: Iterable<string | null>): DateOrder | null {
  let order: DateOrder | null = null;
  for (const text of samples) {
    const found = dateEvidence(text);
    if (found !== null && order !== null && found !== order) return null;
    order ??= found;
  }
  return order;
}

/**
 * Reads a day. A year of four digits stands first or last; `-`, `.` and `/` separate; leading zeros may lack; two digits
 * are no year. With its year last, a day is read by `order`, and one that `order` cannot read is bad, for the column says
 * otherwise; without an order it is ambiguous wherever both readings exist and differ.
 */
export function readDate(text: string, order: DateOrder | null): DateReading {
  const plain = text.length === 10 ? text : text.trim().replace(midnight, '');
  const ymd = yearFirst.exec(plain);
  if (ymd) {
    const [year, month, day] = [Number(ymd[1]), Number(ymd[3]), Number(ymd[4])];
    return exists(year, month, day) ? { date: iso(year, month, day) } : bad;
  }
  const match = yearLast.exec(plain);
  if (!match) return bad;
  const [first, second, year] = [Number(match[1]), Number(match[3]), Number(match[4])];
  const dayFirst = exists(year, second, first);
  const monthFirst = exists(year, first, second);
  if (order === 'DMY') return dayFirst ? { date: iso(year, second, first) } : bad;
  if (order === 'MDY') return monthFirst ? { date: iso(year, first, second) } : bad;
  if (dayFirst && monthFirst && first !== second) return ambiguous;
  if (dayFirst) return { date: iso(year, second, first) };
  return monthFirst ? { date: iso(year, first, second) } : bad;
}

const clock = /^(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?(?: ?([AaPp])\.?[Mm]\.?)?$/;
const offset = / ?(Z|z|[+-]\d{2}:?\d{2}|[+-]\d{2})$/;

/**
 * Reads a moment: RFC 3339, or a day as `readDate` reads it with a time of day behind it or none (then its first moment).
 * What carries no offset is in the IANA time zone `zone`. A time that the zone skips in spring is read with the offset
 * before the change, one that it has twice in autumn as the first.
 */
export function readInstant(text: string, order: DateOrder | null, zone: string): InstantReading {
  const plain = text.trim();
  const cut = plain.search(/[Tt ]/);
  const reading = readDate(cut < 0 ? plain : plain.slice(0, cut), order);
  if (!('date' in reading)) return reading;
  let rest = cut < 0 ? '' : plain.slice(cut + 1).trim();
  let shift: number | null = null;
  const zoned = offset.exec(rest);
  if (zoned) {
    rest = rest.slice(0, zoned.index);
    shift = minutesOf(zoned[1]!);
    if (shift === null) return bad;
  }
  const time = cut < 0 ? 0 : millisecondsOf(rest);
  if (time === null) return bad;
  const local = Date.parse(`${reading.date}T00:00:00.000Z`) + time;
  const instant = local - (shift === null ? offsetAt(zone, local) : shift * 60_000);
  return { instant: new Date(instant).toISOString() };
}

const dayPart = (text: string): string => {
  const plain = text.trim();
  const cut = plain.search(/[T ]/);
  return cut < 0 ? plain : plain.slice(0, cut);
};

function minutesOf(text: string): number | null {
  if (text === 'Z' || text === 'z') return 0;
  const digits = text.slice(1).replace(':', '');
  const [hours, minutes] = [Number(digits.slice(0, 2)), Number(digits.slice(2) || '0')];
  if (hours > 18 || minutes > 59) return null;
  return (text.startsWith('-') ? -1 : 1) * (hours * 60 + minutes);
}

function millisecondsOf(text: string): number | null {
  const match = clock.exec(text);
  if (!match) return null;
  let hours = Number(match[1]);
  const [minutes, seconds] = [Number(match[2]), Number(match[3] ?? 0)];
  const half = match[5]?.toLowerCase();
  if (half !== undefined) {
    if (hours < 1 || hours > 12) return null;
    hours = (hours % 12) + (half === 'p' ? 12 : 0);
  }
  if (hours > 23 || minutes > 59 || seconds > 59) return null;
  const fraction = Number((match[4] ?? '').padEnd(3, '0').slice(0, 3));
  return ((hours * 60 + minutes) * 60 + seconds) * 1000 + fraction;
}

/** How far ahead of UTC the clocks of `zone` are when they show `local`. */
function offsetAt(zone: string, local: number): number {
  if (zone === 'UTC') return 0;
  // A day before and after lie on either side of any change near `local`.
  const before = offsetOf(zone, local - 86_400_000);
  const after = offsetOf(zone, local + 86_400_000);
  if (before === after) return before;
  // The earlier reading that the zone really shows; in a gap neither does, and the offset before the change stands.
  if (offsetOf(zone, local - before) === before) return before;
  return offsetOf(zone, local - after) === after ? after : before;
}

const formats = new Map<string, Intl.DateTimeFormat>();
const offsets = new Map<string, number>();

/** Remembered by the quarter of an hour, within which no zone changes: asking costs microseconds, a delivery a million. */
function offsetOf(zone: string, moment: number): number {
  const key = `${zone} ${Math.floor(moment / 900_000)}`;
  let found = offsets.get(key);
  if (found === undefined) {
    if (offsets.size >= 10_000) offsets.clear();
    offsets.set(key, (found = askOffset(zone, moment)));
  }
  return found;
}

function askOffset(zone: string, moment: number): number {
  let format = formats.get(zone);
  if (!format) {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
    formats.set(zone, format);
  }
  const part: Record<string, number> = {};
  for (const { type, value } of format.formatToParts(moment)) part[type] = Number(value);
  const shown = Date.UTC(part.year!, part.month! - 1, part.day, part.hour, part.minute, part.second);
  return shown - Math.floor(moment / 1000) * 1000;
}
