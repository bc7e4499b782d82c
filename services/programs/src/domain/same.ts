/** Whether two values of a field say the same; lists of ids stand in no order, and an id twice says no more than once. */
export function same(one: unknown, other: unknown): boolean {
  if (one instanceof Date && other instanceof Date) return one.getTime() === other.getTime();
  if (Array.isArray(one) && Array.isArray(other)) {
    return one.every((item) => other.includes(item)) && other.every((item) => one.includes(item));
  }
  if (isTable(one) && isTable(other)) {
    return [...Object.keys(one), ...Object.keys(other)].every((key) => same(one[key], other[key]));
  }
  return one === other;
}

const isTable = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' &&
  value !== null &&
  Object.getPrototypeOf(value) !== Date.prototype &&
  !Array.isArray(value);
