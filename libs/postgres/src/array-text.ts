/** Needs no quotes within an array's text; the word NULL would. */
const bare = /^[\w.:@+-]+$/;

/**
 * The text of an array parameter. The driver's own way looks at each character of each element, which takes longer than
 * the statement itself where thousands of rows are written; most of what we write is ids, dates and plain words.
 */
export function arrayText(values: readonly (string | number | boolean | null | undefined)[]): string {
  let text = '{';
  for (let at = 0; at < values.length; at++) {
    const value = values[at];
    if (at > 0) text += ',';
    if (value === null || value === undefined) text += 'NULL';
    else if (typeof value !== 'string') text += String(value);
    else if (bare.test(value) && (value.length !== 4 || value.toUpperCase() !== 'NULL')) text += value;
    else text += `"${value.replace(/["\\]/g, '\\$&')}"`;
  }
  return text + '}';
}
