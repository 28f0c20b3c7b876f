import { type Entry, events, type WrittenRecords } from '../evidence/index.ts';
import { least } from '../median.ts';
import { closingStall, type Stall, type StepSpan, stallsBetween, type Window } from './stalls.ts';

/** The times in which a writer that was due wrote nothing. */
export interface Silence {
  volume: string;
  /** `its writer` of a volume that has one at a time, an allocation else. */
  writer: string;
  /** After each of them it went on. */
  inside: readonly Stall[];
  /** The one that its window ended with. */
  closing: Stall | undefined;
}

/** Of each writer, when it was silent. */
export function silencesOf(entries: readonly Entry[], spans: readonly StepSpan[]): Silence[] {
  // The nodes' own is the last: theirs may be a virtual machine.
  const clock = events.clock.of(entries).at(-1);
  const offset = clock ? clock.mono - clock.uptime * 1e9 : 0;
  const rolledBack = entries.find(events.rollbackBegin.is)?.mono ?? Number.POSITIVE_INFINITY;
  return events.volumeRecords.of(entries).flatMap((volume) =>
    writersOf(entries, volume).map(({ writer, records, window }) => {
      const moments = records.map(({ at }) => at * 1e9 + offset).filter((moment) => moment < rolledBack);
      // Without the clock a writer's times cannot be held against the ledger's.
      const due = clock && window;
      return {
        ...{ volume: volume.volume, writer },
        inside: stallsBetween(moments, spans, due && { ...due, end: undefined }),
        closing: due && closingStall(moments, spans, due),
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
  const endOf = (allocation: string) =>
    stopped.find((each) => each.allocation === allocation)?.mono ?? movedAt(entries, allocation);
  return new Map(
    events.writerPlaced
      .of(entries)
      .filter((each) => each.volume === volume)
      .map(({ allocation, mono }) => [allocation, { begin: mono, end: endOf(allocation) }]),
  );
}

/** When the step began that moved an allocation as it was planned to; undefined for one that was not moved so. */
export function movedAt(entries: readonly Entry[], allocation: string): number | undefined {
  const move = events.continuityChange
    .of(entries)
    .find((each) => each.planned && each.allocation === allocation);
  return move && events.stepBegin.of(entries).find(({ step }) => step === move.step)?.mono;
}

/** From the first begin to the last end, which the writer that is stopped last has. */
function union(windows: readonly Window[]): Window | undefined {
  const last = windows.at(-1);
  return last && { begin: least(windows.map(({ begin }) => begin)), end: last.end };
}
