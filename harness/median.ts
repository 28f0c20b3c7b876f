/** The middle value, or the mean of the two in the middle. NaN for none. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}

/** The greatest of any number of values, unlike `Math.max(...values)`, which a hundred thousand of them break. */
export const greatest = (values: readonly number[], floor = Number.NEGATIVE_INFINITY): number =>
  values.reduce((most, each) => Math.max(most, each), floor);

/** The least, likewise. */
export const least = (values: readonly number[], ceiling = Number.POSITIVE_INFINITY): number =>
  values.reduce((least, each) => Math.min(least, each), ceiling);
