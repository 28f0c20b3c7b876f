import { type Entry, events } from '../../evidence/index.ts';

/** The one clock of a report: milliseconds since the run's begin. */
export interface Clock {
  /** Wall clock of the begin, in milliseconds since the epoch. */
  began: number;
  /** Of the last line. */
  ended: number;
  /** From the ledger's nanoseconds (`mono`). */
  ofMono(mono: number): number;
  /** From Nomad's nanoseconds since the epoch. */
  ofWall(ns: number): number;
  /** From seconds since the kernel started, as writers note them. */
  ofUptime(seconds: number): number;
}

/** The clock of a ledger. Its wall clock may have been set meanwhile: the median of all lines counts. */
export function clockOf(entries: readonly Entry[]): Clock {
  const moments = entries.map((entry) => entry.mono / 1e6 - (events.phase.is(entry) ? entry.ms : 0));
  const base = moments.reduce((least, each) => Math.min(least, each), moments[0] ?? 0);
  const walls = entries.map(({ at, mono }) => Date.parse(at) - (mono / 1e6 - base)).sort((a, b) => a - b);
  const began = walls[Math.floor(walls.length / 2)] ?? 0;
  const readings = events.clock.of(entries);
  const ofMono = (mono: number) => rounded(mono / 1e6 - base);
  return {
    began,
    ended: entries.reduce((last, { mono }) => Math.max(last, ofMono(mono)), 0),
    ofMono,
    ofWall: (ns) => rounded(ns / 1e6 - began),
    ofUptime: (seconds) => {
      // The last one before it: a machine may have slept since an earlier one, and its nodes may be in a virtual machine.
      const read = readings.findLast(({ uptime }) => uptime <= seconds) ?? readings[0];
      // Unless a machine sleeps, both count from the kernel's start.
      const uptimeBase = read ? read.mono / 1e6 - read.uptime * 1000 : 0;
      return rounded(seconds * 1000 + uptimeBase - base);
    },
  };
}

/** To a tenth of a millisecond: finer than what is measured. */
function rounded(ms: number): number {
  return Math.round(ms * 10) / 10;
}
