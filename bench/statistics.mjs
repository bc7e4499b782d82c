// Few numbers, honestly summed up.

export const median = (values) => {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
};

/** The smallest value that at least this share of all does not exceed. */
export const percentile = (values, share) => {
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)];
};

/** How far the runs lie apart, as a share of their median. */
export const spread = (values) =>
  values.length < 2 ? 0 : (Math.max(...values) - Math.min(...values)) / median(values);

export const round = (value, digits = 3) => (Number.isFinite(value) ? Number(value.toPrecision(digits)) : value);
