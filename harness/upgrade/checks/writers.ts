import { type Entry, events, type WrittenRecords } from '../../evidence/index.ts';
import { type Finding, stop } from '../../judge/index.ts';
import { holdersStay } from '../plan/order.ts';
import { evidence, writersOf as jobsOf, type UpgradeCheck } from './check.ts';
import { closingGap, longestGap, type Stall, stepSpans, type Window } from './stalls.ts';

const ofJobs = { of: jobsOf, seen: ({ job }: { readonly job: string }) => [job] };

/** The writers go on, but while they are moved. */
export const writers: UpgradeCheck = {
  name: 'writers',
  says: (request) => ({
    meanwhile: `writers flush ten numbered records a second: ${request.bounds.writerStallMs} ms without one are a NO-GO${
      holdersStay(request) ? '' : ', but for those that a drain stops'
    }`,
  }),
  leaves: [
    evidence(events.clock),
    evidence(events.writerPlaced, ofJobs),
    evidence(events.writerStopped, ofJobs),
  ],
  observe: (_, { writers }) => writers.placed(),
  rules: [stalls],
};

function stalls(entries: readonly Entry[]): Finding[] {
  const { writerStallMs = Number.POSITIVE_INFINITY } = events.plan.of(entries)[0]?.bounds ?? {};
  const late = (stall: Stall | undefined) => (stall && stall.ms > writerStallMs ? [stall] : []);
  const finding = (name: string, message: string) => stop(name, events.volumeRecords, message);
  return silencesOf(entries).flatMap(({ volume, writer, inside, closing }) => {
    const allowed = `${writerStallMs} ms are allowed`;
    const who = `${writer} of volume ${volume}`;
    return [
      ...late(inside).map(({ ms, step }) =>
        finding('writer-stall', `${who} wrote nothing for ${ms} ms (${step}), ${allowed}`),
      ),
      ...late(closing).map(({ ms }) =>
        finding('writer-hung', `${who} had written nothing for ${ms} ms when it was stopped`),
      ),
    ];
  });
}

/** The times in which a writer that was due wrote nothing. */
interface Silence {
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
  // The nodes' own is the last: theirs may be a virtual machine.
  const clock = events.clock.of(entries).at(-1);
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
