/** The longest time in which something did not happen, and the step of the upgrade that it fell into. */
export interface Stall {
  ms: number;
  /** Nanoseconds on the ledger's clock. */
  from: number;
  to: number;
  step: string;
}

/** A step's time on the ledger's clock, in nanoseconds. */
export interface StepSpan {
  step: string;
  begin: number;
  end: number;
}

/** The longest gap between two of these moments (nanoseconds on the ledger's clock); undefined for fewer than two. */
export function longestGap(moments: readonly number[], spans: readonly StepSpan[]): Stall | undefined {
  const sorted = [...moments].sort((a, b) => a - b);
  let longest: { from: number; to: number } | undefined;
  for (const [at, to] of sorted.entries()) {
    const from = sorted[at - 1];
    if (from !== undefined && (!longest || to - from > longest.to - longest.from)) longest = { from, to };
  }
  if (!longest) return undefined;
  return { ...longest, ms: Math.round((longest.to - longest.from) / 1e6), step: stepAt(longest, spans) };
}

/** The step that a span of time overlaps most, or `between steps`. */
function stepAt({ from, to }: { from: number; to: number }, spans: readonly StepSpan[]): string {
  const overlaps = spans.map(({ step, begin, end }) => ({
    step,
    ns: Math.min(to, end) - Math.max(from, begin),
  }));
  const [best] = overlaps.filter(({ ns }) => ns > 0).sort((a, b) => b.ns - a.ns);
  return best?.step ?? 'between steps';
}
