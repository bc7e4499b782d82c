/** What a spreadsheet takes for the beginning of a formula (OWASP, “CSV Injection”), full-width forms among them. */
const formula = /^[=+\-@\t\r\n＝＋－＠]/;
const needsQuotes = /[",;|\t\r\n]|^\s|\s$/;

/**
 * One cell of a CSV answer. A text that a spreadsheet would run as a formula gets an apostrophe before it; numbers never
 * do, so `-5` given as a number stays one. Quoted as RFC 4180 says, also where only another delimiter would need it.
 */
export function csvCell(value: string | number | boolean | null | undefined): string {
  if (value === null || value === undefined) return '';
  if (typeof value !== 'string') return String(value);
  const safe = formula.test(value) ? `'${value}` : value;
  return needsQuotes.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** One row of a CSV answer, with its CRLF. */
export const csvRow = (values: readonly (string | number | boolean | null | undefined)[]): string =>
  `${values.map(csvCell).join(',')}\r\n`;
