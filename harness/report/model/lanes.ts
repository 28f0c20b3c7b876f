import { greatest, least } from '../../median.ts';
import type { Lane, Span } from '../timeline/data.ts';

/** Milliseconds since the run's begin. */
export interface Times {
  from: number;
  to: number;
}

/** Spans on as few lines as their overlaps allow, in the order of their begin. */
export function packed(group: string, name: string, spans: readonly Span[]): Lane[] {
  const lanes: Lane[] = [];
  for (const span of [...spans].sort((a, b) => a.from - b.from)) {
    const free = lanes.find(({ spans }) => (spans.at(-1)?.to ?? 0) <= span.from);
    if (free) free.spans.push(span);
    else lanes.push({ group, name: lanes.length === 0 ? name : '', spans: [span] });
  }
  return lanes;
}

/** The times that these spans cover together, without gaps of up to `gapMs`, in order. */
export function union(spans: readonly Times[], gapMs = 0): Times[] {
  const joined: Times[] = [];
  for (const { from, to } of [...spans].sort((a, b) => a.from - b.from)) {
    const last = joined.at(-1);
    if (last && from <= last.to + gapMs) last.to = Math.max(last.to, to);
    else joined.push({ from, to });
  }
  return joined;
}

/** From the first begin to the last end of these spans. */
export function extent(spans: readonly Times[]): Times {
  return { from: least(spans.map(({ from }) => from)), to: greatest(spans.map(({ to }) => to)) };
}

/** Where in a list the first is of which this holds, as of all behind it. */
export function firstWhere<T>(ordered: readonly T[], holds: (each: T) => boolean): number {
  let [low, high] = [0, ordered.length];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (holds(ordered[middle] as T)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Milliseconds that these spans cover together. */
export function covered(spans: readonly Times[]): number {
  return union(spans).reduce((sum, { from, to }) => sum + to - from, 0);
}

/** The times in which at least two of these spans hold. */
export function overlaps(spans: readonly Times[]): Times[] {
  let until = Number.NEGATIVE_INFINITY;
  const shared = [...spans]
    .sort((a, b) => a.from - b.from)
    .map(({ from, to }) => {
      const others = until;
      until = Math.max(until, to);
      return { from, to: Math.min(to, others) };
    });
  return union(shared.filter(({ from, to }) => to > from));
}
