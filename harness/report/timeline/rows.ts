import type { Lane, Span } from './data.ts';

export const laneHeight = 20;
export const headHeight = 22;

/** A line of a drawn timeline: the head of a group, or a lane of one. */
export interface Row {
  y: number;
  height: number;
  group: string;
  /** None for a head. */
  lane: Lane | undefined;
  closed: boolean;
}

/** The lines from top to bottom; groups in `closed` show their head only. */
export function rowsOf(lanes: readonly Lane[], closed: ReadonlySet<string>): Row[] {
  const rows: Row[] = [];
  let y = 0;
  const add = (row: Omit<Row, 'y'>) => {
    rows.push({ y, ...row });
    y += row.height;
  };
  for (const [at, lane] of lanes.entries()) {
    const isClosed = closed.has(lane.group);
    const { group } = lane;
    if (lanes[at - 1]?.group !== group) add({ height: headHeight, group, lane: undefined, closed: isClosed });
    if (!isClosed) add({ height: laneHeight, group, lane, closed: false });
  }
  return rows;
}

/** The span of a lane that is nearest to a moment, at most `slackMs` away. Of several the shortest: it lies on top. */
export function spanAt(lane: Lane, at: number, slackMs: number): Span | undefined {
  let best: Span | undefined;
  for (const span of lane.spans) {
    if (span.from - slackMs > at || span.to + slackMs < at) continue;
    if (!best || span.to - span.from <= best.to - best.from) best = span;
  }
  return best;
}
