import { type DataOf, type Entry, events } from '../evidence/index.ts';
import { type Stall, type StepSpan, stallOf, stallsBetween, type Window } from './stalls.ts';
import { movedAt } from './writes.ts';

type Line = Entry & DataOf<typeof events.stream>;
export type Stream = Line['stream'];

/** Times in which nothing came through the streams of one kind, each with the client that it leads to. */
export function streamStalls(
  entries: readonly Entry[],
  stream: Stream,
  spans: readonly StepSpan[],
): (Stall & { who: string })[] {
  const heard = events.stream.of(entries).filter((line) => line.stream === stream && line.did === 'heard');
  return [...Map.groupBy(heard, ({ client }) => client)].flatMap(([client, lines]) =>
    stallsOf(entries, lines, spans, streamWindow(entries, stream, client)).map((stall) => ({
      ...stall,
      who: client,
    })),
  );
}

/** From a task that a drain moved nothing is due from the begin of that step until the next one is heard. */
function stallsOf(
  entries: readonly Entry[],
  lines: readonly Line[],
  spans: readonly StepSpan[],
  window: Window | undefined,
): Stall[] {
  const runs: Line[][] = [];
  for (const line of lines) {
    const last = runs.at(-1);
    if (last?.[0]?.allocation === line.allocation) last.push(line);
    else runs.push([line]);
  }
  return runs.flatMap((run, at) => {
    const [{ allocation = '', mono: begin = 0 } = {}] = run;
    const next = runs[at + 1]?.[0];
    const moments = run.map(({ mono }) => mono);
    const moved = next && movedAt(entries, allocation);
    // One that was moved without a plan leaves a gap to the next one.
    const end = next ? (moved ?? next.mono) : window?.end;
    const own = { begin: at === 0 ? (window?.begin ?? begin) : begin, end };
    return stallsBetween(moments, spans, own);
  });
}

/** When the streams to a client were kept open during the upgrade; undefined when nobody noted it. */
function streamWindow(entries: readonly Entry[], stream: Stream, client: string): Window | undefined {
  const isOwn = (each: { probe: string; client?: string | undefined }) =>
    each.probe === stream && each.client === client;
  const begin = events.probeBegin.of(entries).find(isOwn);
  const end = events.probeEnd.of(entries).find((each) => isOwn(each) && each.error === undefined);
  const broken = entries.some(events.rehearsalBroken.is);
  return begin && { begin: begin.mono, end: broken ? undefined : end?.mono };
}

/** Step → how often a stream that was open there ended before its reader wanted. */
export function cutsOf(entries: readonly Entry[], spans: readonly StepSpan[]): Map<string, number> {
  const cuts = new Map<string, number>();
  for (const { did, mono } of events.stream.of(entries)) {
    if (did !== 'cut') continue;
    const { step } = stallOf({ from: mono - 1, to: mono }, spans);
    cuts.set(step, (cuts.get(step) ?? 0) + 1);
  }
  return cuts;
}
