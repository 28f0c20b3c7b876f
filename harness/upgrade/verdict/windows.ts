import { type Entry, events, type WrittenRecords } from '../../evidence/index.ts';
import { closingGap, longestGap, type Stall, type StepSpan, type Window } from './stalls.ts';

/** The times of the steps. */
export function stepSpans(entries: readonly Entry[]): StepSpan[] {
  const ends = [...events.stepEnd.of(entries), ...events.stepFailed.of(entries)];
  return events.stepBegin.of(entries).map(({ step, mono }) => ({
    step,
    begin: mono,
    end: ends.find((end) => end.step === step)?.mono ?? Number.POSITIVE_INFINITY,
  }));
}

/**
 * When the servers were asked during the upgrade, or one of them was; undefined when nobody noted it. Where the machine
 * failed, the window has no end: what was silent then may have been the machine.
 */
export function apiWindow(entries: readonly Entry[], server?: string): Window | undefined {
  const isOwn = (each: { probe: string; during: string; server?: string | undefined }) =>
    each.probe === 'api' && each.during === 'upgrade' && (server ?? each.server) === each.server;
  const begins = events.probeBegin.of(entries).filter(isOwn);
  const ends = events.probeEnd.of(entries).filter((end) => isOwn(end) && end.error === undefined);
  if (begins.length === 0) return undefined;
  const open = ends.length === 0 || entries.some(events.rehearsalBroken.is);
  return {
    begin: Math.min(...begins.map(({ mono }) => mono)),
    end: open ? undefined : Math.max(...ends.map(({ mono }) => mono)),
  };
}

/** When the API answered during the upgrade; by this server, if one is named. */
export function answersOf(entries: readonly Entry[], server?: string): number[] {
  // What a rollback costs is not the upgrade's.
  const end = entries.find(events.rollbackBegin.is)?.mono ?? Number.POSITIVE_INFINITY;
  return events.api
    .of(entries)
    .filter((each) => each.ok && each.mono < end && (server ?? each.server) === each.server)
    .map(({ mono }) => mono);
}

/** The times in which a writer that was due wrote nothing. */
export interface Silence {
  volume: string;
  /** `its writer` of a volume that has one at a time, an allocation else. */
  writer: string;
  /** The longest one, the edges of its window among them. */
  longest: Stall | undefined;
  /** The longest one after which it went on. */
  inside: Stall | undefined;
  /** The one that its window ended with. */
  closing: Stall | undefined;
}

/** Of each writer, when it was silent. */
export function silencesOf(entries: readonly Entry[]): Silence[] {
  const clock = events.clock.of(entries)[0];
  const offset = clock ? clock.mono - clock.uptime * 1e9 : 0;
  const spans = stepSpans(entries);
  const rolledBack = entries.find(events.rollbackBegin.is)?.mono ?? Number.POSITIVE_INFINITY;
  return events.volumeRecords.of(entries).flatMap((volume) =>
    writersOf(entries, volume).map(({ writer, records, window }) => {
      const moments = records.map(({ at }) => at * 1e9 + offset).filter((moment) => moment < rolledBack);
      // Without the clock a writer's times cannot be held against the ledger's.
      const due = clock && window;
      return {
        ...{ volume: volume.volume, writer },
        longest: longestGap(moments, spans, due),
        inside: longestGap(moments, spans, due && { ...due, end: undefined }),
        closing: due && closingGap(moments, spans, due),
      };
    }),
  );
}

/** The writer of a volume that has one at a time may move; what counts is how long the volume went without. */
function writersOf(entries: readonly Entry[], { volume, singleWriter, records }: WrittenRecords) {
  const windows = writerWindows(entries, volume);
  if (singleWriter) return [{ writer: 'its writer', records, window: union([...windows.values()]) }];
  const written = Map.groupBy(records, ({ allocation }) => allocation);
  return [...new Set([...windows.keys(), ...written.keys()])].map((allocation) => ({
    writer: `allocation ${allocation}`,
    records: written.get(allocation) ?? [],
    window: windows.get(allocation),
  }));
}

/** Allocation → when it had to write. One that a drain moved is due until the drain began. */
function writerWindows(entries: readonly Entry[], volume: string): Map<string, Window> {
  const stopped = events.writerStopped.of(entries);
  const moved = events.continuityChange.of(entries).filter(({ planned }) => planned);
  const begins = events.stepBegin.of(entries);
  const endOf = (allocation: string) => {
    const stop = stopped.find((each) => each.allocation === allocation);
    const move = moved.find((each) => each.allocation === allocation);
    return (stop ?? begins.find(({ step }) => step === move?.step))?.mono;
  };
  return new Map(
    events.writerPlaced
      .of(entries)
      .filter((each) => each.volume === volume)
      .map(({ allocation, mono }) => [allocation, { begin: mono, end: endOf(allocation) }]),
  );
}

/** From the first begin to the last end, which the writer that is stopped last has. */
function union(windows: readonly Window[]): Window | undefined {
  const last = windows.at(-1);
  return last && { begin: Math.min(...windows.map(({ begin }) => begin)), end: last.end };
}
