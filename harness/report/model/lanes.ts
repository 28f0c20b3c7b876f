import type { Lane, Span } from '../timeline/data.ts';

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
export function union(
  spans: readonly { from: number; to: number }[],
  gapMs = 0,
): { from: number; to: number }[] {
  const joined: { from: number; to: number }[] = [];
  for (const { from, to } of [...spans].sort((a, b) => a.from - b.from)) {
    const last = joined.at(-1);
    if (last && from <= last.to + gapMs) last.to = Math.max(last.to, to);
    else joined.push({ from, to });
  }
  return joined;
}

/** Milliseconds that these spans cover together. */
export function covered(spans: readonly { from: number; to: number }[]): number {
  return union(spans).reduce((sum, { from, to }) => sum + to - from, 0);
}

/** The times in which at least two of these spans hold. */
export function overlaps(spans: readonly { from: number; to: number }[]): { from: number; to: number }[] {
  const pairs = spans.flatMap((one, at) =>
    spans
      .slice(at + 1)
      .map((other) => ({ from: Math.max(one.from, other.from), to: Math.min(one.to, other.to) })),
  );
  return union(pairs.filter(({ from, to }) => to > from));
}
