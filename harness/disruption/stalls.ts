import { type Entry, events } from '../evidence/index.ts';
import { greatest } from '../median.ts';

/** A time in which something did not happen, and the step of the upgrade that it fell into. */
export interface Stall {
  ms: number;
  /** Nanoseconds on the ledger's clock. */
  from: number;
  to: number;
  step: string;
}

/** A step's time on the ledger's clock, in nanoseconds: what is probed after it belongs to it. */
export interface StepSpan {
  step: string;
  begin: number;
  end: number;
}

/** A time in which something was due, in nanoseconds on the ledger's clock. */
export interface Window {
  begin: number;
  /** Undefined where nobody noted it: then nothing is said of the time after the last moment. */
  end: number | undefined;
}

type Gap = Pick<Stall, 'from' | 'to'>;

/** The times of the steps, each until the next one; the last until the probes end, else until it was taken. */
export function stepSpans(entries: readonly Entry[]): StepSpan[] {
  const begins = events.stepBegin.of(entries);
  const probed = events.probeEnd.of(entries).filter(({ during }) => during === 'upgrade');
  const taken = [...events.stepEnd.of(entries), ...events.stepFailed.of(entries)];
  return begins.map(({ step, mono }, at) => {
    const ends = [...probed, ...taken.filter((end) => end.step === step)].map((end) => end.mono);
    const end = begins[at + 1]?.mono ?? (ends.length > 0 ? greatest(ends) : Number.POSITIVE_INFINITY);
    return { step, begin: mono, end };
  });
}

/**
 * The times between these moments (nanoseconds on the ledger's clock) and, in a window, between one of them and its edge,
 * each with its step.
 */
export function stallsBetween(
  moments: readonly number[],
  spans: readonly StepSpan[],
  window?: Window,
): Stall[] {
  const points = [
    ...(window ? [window.begin] : []),
    ...inWindow(moments, window),
    ...(window?.end === undefined ? [] : [window.end]),
  ];
  return points.slice(1).map((to, at) => stallOf({ from: points[at] ?? to, to }, spans));
}

/** The longest of these; undefined for none. */
export function longestOf<S extends Stall>(stalls: readonly S[]): S | undefined {
  let longest: S | undefined;
  for (const stall of stalls)
    if (!longest || stall.to - stall.from > longest.to - longest.from) longest = stall;
  return longest;
}

/** The time from the last of these moments, or the window's begin, to its end; undefined where that was not noted. */
export function closingStall(
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

/** A time as a stall, with the step that it overlaps most. */
export function stallOf({ from, to }: Gap, spans: readonly StepSpan[]): Stall {
  return { from, to, ms: Math.round((to - from) / 1e6), step: stepAt({ from, to }, spans) };
}

function stepAt({ from, to }: Gap, spans: readonly StepSpan[]): string {
  let best: { step: string; ns: number } | undefined;
  for (let at = firstAfter(from, spans); at < spans.length; at++) {
    const { step, begin, end } = spans[at] ?? { step: '', begin: to, end: to };
    if (begin >= to) break;
    const ns = Math.min(to, end) - Math.max(from, begin);
    if (ns > 0 && (!best || ns > best.ns)) best = { step, ns };
  }
  if (best) return best.step;
  return from < (spans[0]?.begin ?? Number.POSITIVE_INFINITY) ? beforeTheFirst : afterTheLast;
}

/** Index of the first step that ends after this moment: they follow one another, and there may be a hundred thousand stalls. */
function firstAfter(moment: number, spans: readonly StepSpan[]): number {
  let [low, high] = [0, spans.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((spans[middle]?.end ?? 0) > moment) high = middle;
    else low = middle + 1;
  }
  return low;
}

const beforeTheFirst = 'before the first step';
const afterTheLast = 'after the last step';
