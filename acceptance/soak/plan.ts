import { createHash } from 'node:crypto';

/** How a run is ended in a round; they take turns in this order. */
export const strikes = ['TERM', 'HUP', 'KILL', 'EPIPE', 'full disk'] as const;
export type Strike = (typeof strikes)[number];

/** A moment of a run: so long after the n-th line of its output that fits. */
export interface Moment {
  /** The line in words. */
  name: string;
  line: RegExp;
  nth: number;
  delayMs: number;
}

export interface PlannedRound {
  round: number;
  strike: Strike;
  moment: Moment;
  /** TERM and KILL: to all processes of the run, as a CI's runner may do it, or to the one that was started. */
  toAll: boolean;
  /** Full disk: what is on it. */
  onDisk: 'runs' | 'tmp';
}

/** A line that each run prints, and up to how long after it something is to happen. */
const marks = [
  { name: 'the first line', line: /./, withinMs: 1500 },
  { name: 'engine', line: /\] engine: /, withinMs: 1000 },
  { name: 'images', line: /\] images: /, withinMs: 500 },
  { name: 'network', line: /\] cluster: network: /, withinMs: 4000 },
  { name: 'servers', line: /\] cluster: servers: /, withinMs: 3000 },
  { name: 'cluster', line: /\] cluster: \d/, withinMs: 2000 },
] as const;
const suitesBegin = { name: 'suites', line: /\] suites …/ };
/** What vitest prints for a file, before its tests. */
const fileEnded = { name: 'ended file', line: /^ *[✓❯×↓].*\.e2e\.ts \(/ };

/** What a round does: the same for the same seed, whatever rounds there are beside it. `files`: of the suites that run. */
export function planned(seed: number, round: number, files: number): PlannedRound {
  const draw = (what: string) => drawn(`${seed}/${round}/${what}`);
  const at = (round - 1) % strikes.length;
  const turn = Math.floor((round - 1) / strikes.length);
  return {
    ...{ round, strike: strikes[at] ?? 'TERM', moment: momentOf(draw, files) },
    toAll: draw('to all') < 0.5,
    onDisk: turn % 2 === 0 ? 'runs' : 'tmp',
  };
}

/** Half of the moments are on the way to a cluster, half in the suites; those of few suites are soon over. */
function momentOf(draw: (what: string) => number, files: number): Moment {
  const [place, wait] = [draw('place'), draw('delay')];
  if (draw('half') < 0.5) {
    const { name, line, withinMs } = marks[Math.floor(place * marks.length)] ?? marks[0];
    return { name, line, nth: 1, delayMs: Math.floor(wait * withinMs) };
  }
  const withinMs = Math.min(20_000, files * 3000);
  if (files < 10 || place < 0.5) return { ...suitesBegin, nth: 1, delayMs: Math.floor(wait * withinMs) };
  return { ...fileEnded, nth: 1 + Math.floor(draw('file') * files * 0.6), delayMs: Math.floor(wait * 2000) };
}

/** A number from 0 to below 1 that depends on the text alone. */
function drawn(text: string): number {
  return createHash('sha256').update(text).digest().readUInt32BE() / 2 ** 32;
}

/** `KILL (all processes) 2.31 s after images` */
export function inWords({ strike, moment, toAll, onDisk }: PlannedRound): string {
  const { name, nth, delayMs } = moment;
  const whom = strike === 'TERM' || strike === 'KILL' ? ` (${toAll ? 'all processes' : 'one process'})` : '';
  const where = strike === 'full disk' ? ` (of ${onDisk})` : '';
  return `${strike}${whom}${where} ${(delayMs / 1000).toFixed(2)} s after ${nth > 1 ? `${nth} × ` : ''}"${name}"`;
}
