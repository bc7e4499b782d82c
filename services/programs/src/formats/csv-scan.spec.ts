import fc from 'fast-check';
import { cutAt, take } from '../../test/uploads.js';

describe('Any table', () => {
  const cell = fc.string({
    unit: fc.constantFrom('a', 'é', '😀', '"', ',', ';', '\n', '\r', '\t', ' ', '='),
    maxLength: 8,
  });
  const tables = fc.record({
    rows: fc.array(fc.tuple(cell, cell, cell, cell), { maxLength: 12 }),
    delimiter: fc.constantFrom(',', ';', '\t'),
    end: fc.constantFrom('\n', '\r\n', '\r'),
    always: fc.boolean(),
    last: fc.boolean(),
    padding: fc.constantFrom(0, 30_000),
    places: fc.array(fc.nat(), { maxLength: 20 }),
  });

  test('comes back as it was written, whatever its cells, delimiter, line ends and chunks', async () => {
    await fc.assert(
      fc.asyncProperty(tables, async ({ rows, delimiter, end, always, last, padding, places }) => {
        const quote = (text: string) =>
          always || /[",;\r\n\t ]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
        const table = [
          ['sourcedId', 'offering', 'person', 'role', 'ignored'],
          ...rows.map((r) => [...r, 'é'.repeat(padding)]),
        ];
        const text = table.map((r) => r.map(quote).join(delimiter)).join(end) + (last ? end : '');
        const read = (await take('csv', cutAt(Buffer.from(text), places))).of('enrollment');
        const expected = rows
          .map((r, i) => [i + 1, ...r.map((value) => value.trim() || null)])
          .filter((r) => padding > 0 || r.slice(1).some((value) => value !== null));
        expect(read.map((l) => [l.line, l.sourcedId, l.offering, l.person, l.role])).toEqual(expected);
        expect(read.every((l) => l.fault === null)).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  test('no bytes whatever make it throw anything but a refusal, or lose a line', async () => {
    const head = Buffer.from('sourcedId,offering,person,role\n');
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ maxLength: 300 }),
        fc.array(fc.nat(), { maxLength: 9 }),
        async (noise, places) => {
          const bytes = Buffer.concat([head, Buffer.from(noise), Buffer.from('\nlast,c,p,r\n')]);
          const error = await take('csv', cutAt(bytes, places)).then(
            (taken) => expect(taken.of('enrollment').at(-1)).toMatchObject({ sourcedId: 'last' }),
            (thrown: unknown) => expect(thrown).toMatchObject({ code: 'encoding-unusable' }),
          );
          expect(error).toBeUndefined();
        },
      ),
      { numRuns: 500 },
    );
  });
});
