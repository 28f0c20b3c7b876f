import { allowsOneWriter, atOnce, type Entry, events, type WriterSpan } from '../evidence/index.ts';

/** An allocation that is known to have written to a volume in this time, on a clock that all writers of the volume share. */
interface Writing {
  who: string;
  first: number;
  last: number;
  /** The round of chaos that was the first to find it. */
  round?: string | undefined;
}

/** Two writers of one volume whose times overlap. */
export interface WritersAtOnce {
  volume: string;
  a: string;
  b: string;
  round?: string | undefined;
}

/** Each pair of writers that a volume with one writer at a time had at once. */
export function writersAtOnce(entries: readonly Entry[]): WritersAtOnce[] {
  const modes = modesOf(entries);
  return [...writingOf(entries)].flatMap(([volume, writing]) =>
    allowsOneWriter(modes.get(volume) ?? []) ? pairs(volume, writing) : [],
  );
}

function pairs(volume: string, writing: readonly Writing[]): WritersAtOnce[] {
  return atOnce(writing)
    .filter(([one, other]) => one.who !== other.who)
    .map(([one, { who, round }]) => ({ volume, a: one.who, b: who, round }));
}

/** The access modes of each volume that the ledger tells of. */
export function modesOf(entries: readonly Entry[]): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const { volume, modes } of events.volumeCreated.of(entries)) {
    found.set(volume, [...new Set(modes ?? [])]);
  }
  for (const { volumes } of events.behaviour.of(entries)) {
    for (const [id, { accessMode }] of Object.entries(volumes)) {
      if (accessMode && !found.get(id)?.length) found.set(id, [accessMode]);
    }
  }
  for (const { volume, mode } of events.writerSpans.of(entries)) found.set(volume, [mode]);
  const rounds = events.chaosRound.of(entries).flatMap(({ volumes }) => volumes);
  for (const { volume, singleWriter } of [...rounds, ...events.volumeRecords.of(entries)]) {
    if (singleWriter) found.set(volume, ['single-node-writer']);
  }
  return found;
}

/** By what writers flushed, where the ledger has it; else by when their tasks ran, which is longer than they wrote. */
function writingOf(entries: readonly Entry[]): Map<string, Writing[]> {
  const ran = Map.groupBy(ranWith(entries), ({ volume }) => volume);
  const flushed = Map.groupBy(flushedIn(entries), ({ volume }) => volume);
  return new Map([...ran, ...[...flushed].map(([volume, own]) => [volume, latestOf(own)] as const)]);
}

/** Who reads a volume again finds its earlier writers again: of each the last reading counts. */
function latestOf(readings: readonly Reading[]): Writing[] {
  const found = new Map<string, Writing>();
  for (const { spans, round } of readings) {
    for (const { allocation, node, first, last } of spans) {
      const foundIn = found.get(allocation) ?? { round };
      found.set(allocation, { who: nameOf(allocation, node), first, last, round: foundIn.round });
    }
  }
  return [...found.values()];
}

/** What was read of who flushed to a volume when. */
interface Reading {
  volume: string;
  spans: readonly Pick<WriterSpan, 'allocation' | 'node' | 'first' | 'last'>[];
  round?: string;
}

function flushedIn(entries: readonly Entry[]): Reading[] {
  return [
    ...events.writerSpans.of(entries),
    ...events.chaosRound
      .of(entries)
      .flatMap(({ volumes, round, fault }) =>
        volumes.map(({ volume, spans }) => ({ volume, spans, round: `round ${round}: ${fault}` })),
      ),
    ...events.volumeRecords.of(entries).map(({ volume, records }) => ({
      volume,
      spans: [...Map.groupBy(records, ({ allocation }) => allocation)].map(([allocation, own]) => ({
        ...{ allocation, node: own[0]?.node ?? '' },
        first: Math.min(...own.map(({ at }) => at)),
        last: Math.max(...own.map(({ at }) => at)),
      })),
    })),
  ];
}

/** Allocations that asked for the volume to write, from their first task's start to their last task's end. */
function ranWith(entries: readonly Entry[]): (Writing & { volume: string })[] {
  const latest = new Map(events.allocation.of(entries).map((each) => [each.allocation, each]));
  return [...latest.values()].flatMap(({ allocation, node, status, tasks, volumes = [] }) => {
    const times = (...types: string[]) =>
      tasks.flatMap((task) => task.events.filter(({ type }) => types.includes(type)).map(({ at }) => at));
    const [starts, ends] = [times('Started'), times('Terminated', 'Killed')];
    // An end that was not seen proves nothing after it.
    if (endUnseen.includes(status) || starts.length === 0 || ends.length === 0) return [];
    const span = { who: nameOf(allocation, node), first: Math.min(...starts), last: Math.max(...ends) };
    return volumes.flatMap(({ volume, readOnly }) => (readOnly ? [] : [{ volume, ...span }]));
  });
}

const endUnseen = ['lost', 'unknown', 'running', 'pending'];
const nameOf = (allocation: string, node: string) => `${allocation.slice(0, 8)} on ${node}`;
