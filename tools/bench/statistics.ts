/** The least value that `percent` % of all values do not exceed (nearest rank). NaN for none. */
export function percentile(values: readonly number[], percent: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const rank = Math.max(1, Math.ceil((percent / 100) * sorted.length));
  return sorted[rank - 1] ?? Number.NaN;
}

export interface Point {
  x: number;
  y: number;
}

/** The line through points with the least sum of squared distances in y. NaN with fewer than two different x. */
export function leastSquares(points: readonly Point[]): { slope: number; intercept: number } {
  const mean = (of: (point: Point) => number) =>
    points.reduce((sum, point) => sum + of(point), 0) / points.length;
  const [x, y] = [mean((point) => point.x), mean((point) => point.y)];
  const spread = points.reduce((sum, point) => sum + (point.x - x) ** 2, 0);
  const together = points.reduce((sum, point) => sum + (point.x - x) * (point.y - y), 0);
  const slope = together / (spread === 0 ? Number.NaN : spread);
  return { slope, intercept: y - slope * x };
}

/**
 * The power of x that y grows with: 1 is linear, 2 quadratic, by the line through the logarithms. What a size costs besides
 * its growth (a start-up) makes it smaller, so above 1 it is not the start-up's doing. NaN with fewer than two sizes.
 */
export function exponent(points: readonly Point[]): number {
  const logs = points.filter(({ x, y }) => x > 0 && y > 0);
  return leastSquares(logs.map(({ x, y }) => ({ x: Math.log(x), y: Math.log(y) }))).slope;
}
