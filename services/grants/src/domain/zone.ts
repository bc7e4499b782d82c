import type { Instant } from '@chiron/contracts/core';

const local = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2})$/;
const formats = new Map<string, Intl.DateTimeFormat>();

/** `YYYY-MM-DDTHH:mm` that the clocks of the zone show at this moment (milliseconds). */
export function wallTime(moment: number, zone: string): string {
  let format = formats.get(zone);
  if (!format) {
    format = new Intl.DateTimeFormat('en-CA', {
      timeZone: zone,
      hourCycle: 'h23',
      ...{ year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit' },
    });
    formats.set(zone, format);
  }
  const part = Object.fromEntries(format.formatToParts(moment).map(({ type, value }) => [type, value]));
  return `${part['year']!.padStart(4, '0')}-${part['month']}-${part['day']}T${part['hour']}:${part['minute']}`;
}

/**
 * The moment at which the clocks of the IANA zone show this time. Where they show it twice (clocks set back), `choose`
 * says which is meant; undefined where they never do (clocks set forward), or the text is no time.
 */
export function instantAt(text: string, zone: string, choose: 'earlier' | 'later'): Instant | undefined {
  const match = local.exec(text);
  if (!match) return undefined;
  const [year, month, day, hour, minute] = match.slice(1).map(Number) as [number, number, number, number, number];
  const asUtc = Date.UTC(year, month - 1, day, hour, minute);
  // Offsets of the day before and after are all that can hold then: no zone changes twice within a day.
  const offsets = [-86_400_000, 86_400_000].map((away) => {
    const near = asUtc + away;
    return Date.parse(`${wallTime(near, zone)}Z`) - near;
  });
  const found = [...new Set(offsets)].map((offset) => asUtc - offset).filter((at) => wallTime(at, zone) === text);
  if (found.length === 0) return undefined;
  return new Date(choose === 'earlier' ? Math.min(...found) : Math.max(...found)).toISOString();
}
