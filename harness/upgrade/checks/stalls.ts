import { type Entry, events } from '../../evidence/index.ts';

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

/** The times of the steps. */
export function stepSpans(entries: readonly Entry[]): StepSpan[] {
  const ends = [...events.stepEnd.of(entries), ...events.stepFailed.of(entries)];
  return events.stepBegin.of(entries).map(({ step, mono }) => ({
    step,
    begin: mono,
    end: ends.find((end) => end.step === step)?.mono ?? Number.POSITIVE_INFINITY,
  }));
}

/** A time in which something was due, in nanoseconds on the ledger's clock. */
export interface Window {
  begin: number;
  /** Undefined where nobody noted it: then nothing is said of the time after the last moment. */
  end: number | undefined;
}

/**
 * The longest gap between two of these moments (nanoseconds on the ledger's clock) or, in a window, between one of them and
 * its edge. Undefined without a gap that could be measured.
 */
export function longestGap(
  moments: readonly number[],
  spans: readonly StepSpan[],
  window?: Window,
): Stall | undefined {
  const sorted = inWindow(moments, window);
  const points = [
    ...(window ? [window.begin] : []),
    ...sorted,
    ...(window?.end === undefined ? [] : [window.end]),
  ];
  let longest: { from: number; to: number } | undefined;
  for (const [at, to] of points.entries()) {
    const from = points[at - 1];
    if (from !== undefined && (!longest || to - from > longest.to - longest.from)) longest = { from, to };
  }
  return longest && stallOf(longest, spans);
}

/** The time from the last of these moments, or the window's begin, to its end; undefined where that was not noted. */
export function closingGap(
  moments: readonly number[],
  spans: readonly StepSpan[],
  window: Window,
): Stall | undefined {
  const { begin, end } = window;
  if (end === undefined) return undefined;
  return stallOf({ from: inWindow(moments, window).at(-1) ?? begin, to: end }, spans);
}

function inWindow(moments: readonly number[], window: Window | undefined): number[] {
  const { begin = Number.NEGATIVE_INFINITY, end = Number.POSITIVE_INFINITY } = window ?? {};
  return moments.filter((moment) => moment >= begin && moment <= end).sort((a, b) => a - b);
}

function stallOf({ from, to }: { from: number; to: number }, spans: readonly StepSpan[]): Stall {
  return { from, to, ms: Math.round((to - from) / 1e6), step: stepAt({ from, to }, spans) };
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
