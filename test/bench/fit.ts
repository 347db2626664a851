/** A straight line through points by least squares: its slope, and the standard error of that. */
export type Fit = { readonly slope: number; readonly error: number };

/** Ordinary least squares; the error is NaN with fewer than three points. */
export function fitLine(points: readonly (readonly [number, number])[]): Fit {
  const n = points.length;
  const mean = (nth: 0 | 1): number => points.reduce((sum, point) => sum + point[nth], 0) / n;
  const [meanX, meanY] = [mean(0), mean(1)];
  const spreadX = points.reduce((sum, [x]) => sum + (x - meanX) ** 2, 0);
  const slope = points.reduce((sum, [x, y]) => sum + (x - meanX) * (y - meanY), 0) / spreadX;
  const residuals = points.reduce((sum, [x, y]) => sum + (y - meanY - slope * (x - meanX)) ** 2, 0);
  return { slope, error: Math.sqrt(residuals / (n - 2) / spreadX) };
}

/** The exponent e of y = c·xᵉ: the slope in log–log. 1 = twice as much costs twice as much. */
export function growthExponent(points: readonly (readonly [number, number])[]): number {
  return fitLine(points.map(([x, y]) => [Math.log(x), Math.log(y)])).slope;
}
