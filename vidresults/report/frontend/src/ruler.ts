// The round times of a ruler.

/** Steps of a ruler in seconds: those that people read at a glance. */
export const STEPS = [
  0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 21600,
  43200, 86400,
];

/** The smallest round step that is at least as long. */
export function roundStep(seconds: number): number {
  const last = STEPS[STEPS.length - 1];
  return STEPS.find((step) => step >= seconds) ?? Math.ceil(seconds / last) * last;
}

/** How many decimals tell the multiples of a step apart. */
export function decimalsOf(step: number): number {
  return step >= 1 ? 0 : step >= 0.1 ? 1 : 2;
}

/** The multiples of a step inside a stretch of time. */
export function multiples(step: number, start: number, end: number): number[] {
  const found: number[] = [];
  for (let at = Math.ceil(start / step - 1e-9); at * step <= end + 1e-9; at += 1) found.push(at * step);
  return found;
}
