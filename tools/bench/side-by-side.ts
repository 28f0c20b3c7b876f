import type { NomadClient } from '../../harness/nomad/index.ts';
import type { BareStream } from './bare-stream.ts';
import { poll } from './poll.ts';

/** Something to be awaited in both ways. */
export interface Awaited<S> {
  /** Our wait; returns the index of the state that ended it. */
  wait(nomad: NomadClient): Promise<number>;
  read(nomad: NomadClient): Promise<S>;
  holds(state: S): boolean;
  indexOf(state: S): number;
}

/** How late each way saw the same change, in milliseconds, and what it asked for. */
export interface Detected {
  /** Undefined when the change had arrived before the wait began, or has no event. */
  waitMs: number | undefined;
  /** How long the whole wait lasted. */
  lastedMs: number;
  polls: readonly { everyMs: number; delayMs: number | undefined; requests: number }[];
}

export const pollEveryMs = [100, 1000, 5000] as const;

/** Awaits one change by our wait and by polling, at once. */
export async function sideBySide<S>(
  { wait, read, holds, indexOf }: Awaited<S>,
  {
    nomad,
    polling,
    stream,
    signal,
  }: {
    nomad: NomadClient;
    polling: NomadClient;
    stream: BareStream;
    signal: AbortSignal;
  },
): Promise<Detected> {
  const began = process.hrtime.bigint();
  const ours = wait(nomad).then((index) => ({ index, mono: process.hrtime.bigint() }));
  const polls = pollEveryMs.map(async (everyMs) => ({
    everyMs,
    ...(await poll(() => read(polling), { until: holds, everyMs, signal })),
  }));
  const [seen, ...polled] = await Promise.all([ours, ...polls]);
  const index = Math.min(seen.index, ...polled.map(({ state }) => indexOf(state)));
  const arrived = stream.arrivalOf(index);
  const late = (mono: bigint) =>
    arrived === undefined || arrived < began ? undefined : Number(mono - arrived) / 1e6;
  return {
    waitMs: late(seen.mono),
    lastedMs: Number(seen.mono - began) / 1e6,
    polls: polled.map(({ everyMs, mono, requests }) => ({ everyMs, delayMs: late(mono), requests })),
  };
}
