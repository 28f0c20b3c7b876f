import {
  type AllocationHistory,
  allowsOneWriter,
  type Entry,
  events,
  type WriteRecord,
  type WriterSpan,
} from '../../evidence/index.ts';
import { modesOf } from '../../judge/index.ts';
import type { Lane, Span } from '../timeline/data.ts';
import type { Clock } from './clock.ts';
import { overlaps, packed, union } from './lanes.ts';
import { latestAllocations } from './owners.ts';

/** Who held a volume when. */
export interface VolumeReport {
  volume: string;
  /** Access modes it was made for; empty when the ledger does not say. */
  modes: readonly string[];
  /** Allocations, from their tasks' events. */
  holders: readonly Span[];
  /** Until its first task is set up, an allocation claims, stages and mounts. */
  mounts: readonly Span[];
  /** Writers, from what they flushed to the volume. */
  written: readonly Span[];
  /** Times with two writers at once, where one is allowed: `bad`, elsewhere `plain`. */
  twoWriters: readonly Span[];
}

/** Longer than a writer's own rhythm (100 ms) on a busy machine. */
const stallMs = 250;

/** Every volume of a ledger that someone held or wrote to. */
export function volumesOf(entries: readonly Entry[], clock: Clock): VolumeReport[] {
  const modes = modesOf(entries);
  const histories = latestAllocations(entries);
  const written = writtenOf(entries, clock);
  const uses = histories.flatMap((history) =>
    [...new Set(history.volumes?.map(({ volume }) => volume))].map((volume) => ({ volume, history })),
  );
  const users = Map.groupBy(uses, ({ volume }) => volume);
  return [...new Set([...users.keys(), ...written.keys()])].sort().map((volume) => {
    const own = (users.get(volume) ?? []).map(({ history }) => history);
    const holders = own.flatMap((history) => holderOf(history, volume, clock));
    const wrote = written.get(volume) ?? [];
    const single = allowsOneWriter(modes.get(volume) ?? []);
    const writers = wrote.length > 0 ? wrote.filter(({ tone }) => tone === 'write') : writing(holders);
    return {
      volume,
      modes: modes.get(volume) ?? [],
      holders,
      mounts: own.flatMap((history) => mountOf(history, clock)),
      written: wrote,
      twoWriters: twoWriters(writers, single),
    };
  });
}

/** The lines of a volume: holders, mounts, what was written, and a red one for two writers. */
export function volumeLanes(report: VolumeReport, name: string): Lane[] {
  const mode = report.modes.length > 0 ? ` (${report.modes.join(', ')})` : '';
  const group = `volume ${name}${mode}`;
  return [
    ...packed(group, 'two writers', report.twoWriters),
    ...packed(group, 'mounting', report.mounts),
    ...packed(group, 'held by', report.holders),
    ...packed(group, 'written by', report.written),
  ];
}

function twoWriters(writers: readonly Span[], single: boolean): Span[] {
  // Of one allocation there may be several spans; with itself it does not share.
  const sure = [...Map.groupBy(writers, ({ label }) => label).values()].flatMap((own) => union(own));
  return overlaps(sure).map(({ from, to }) => ({
    ...{ from, to },
    label: single ? 'TWO WRITERS AT ONCE' : 'two writers (allowed)',
    tone: single ? ('bad' as const) : ('plain' as const),
    detail: single ? 'the access mode allows one' : 'the access mode allows it',
  }));
}

/** Only what is known to have held: an end that was not seen proves nothing after it. */
function writing(holders: readonly Span[]): Span[] {
  return holders.filter(({ tone, open }) => tone === 'write' && !open);
}

function holderOf(history: AllocationHistory, volume: string, clock: Clock): Span[] {
  const events = history.tasks.flatMap((task) => task.events);
  const starts = events.filter(({ type }) => type === 'Started').map(({ at }) => at);
  const ends = events.filter(({ type }) => type === 'Terminated' || type === 'Killed');
  // Events such as a deployment's come after the end, too.
  const last = (ends.length > 0 ? ends : events).map(({ at }) => at);
  if (starts.length === 0) return [];
  const readOnly = history.volumes?.some((use) => use.volume === volume && use.readOnly) ?? false;
  const open = ['lost', 'unknown', 'running', 'pending'].includes(history.status);
  return [
    {
      from: clock.ofWall(Math.min(...starts)),
      to: clock.ofWall(Math.max(...last)),
      label: `${history.allocation.slice(0, 8)} on ${history.node}`,
      tone: readOnly ? 'read' : 'write',
      detail: `${history.job}, ${readOnly ? 'reader' : 'writer'}, ${history.status}`,
      ...(open && { open }),
    },
  ];
}

function mountOf(history: AllocationHistory, clock: Clock): Span[] {
  const times = (type: string) =>
    history.tasks.flatMap((task) => task.events.filter((event) => event.type === type).map(({ at }) => at));
  const [received, setup] = [times('Received'), times('Task Setup')];
  if (received.length === 0 || setup.length === 0) return [];
  const [from, to] = [clock.ofWall(Math.min(...received)), clock.ofWall(Math.min(...setup))];
  const label = `${history.allocation.slice(0, 8)} on ${history.node}`;
  return [{ from, to, label, tone: 'mount', detail: 'claim, stage and publish, before its first task' }];
}

function writtenOf(entries: readonly Entry[], clock: Clock): Map<string, Span[]> {
  const spansOf = (spans: Iterable<WriterSpan>) => [...spans].map((span) => writerSpan(span, clock));
  const seen = events.writerSpans.of(entries).map(({ volume, spans }) => [volume, spansOf(spans)] as const);
  // Each round reads all that is in a volume: of a writer the last reading counts.
  const rounds = events.chaosRound.of(entries).flatMap(({ volumes }) => volumes);
  const ofRounds = [...Map.groupBy(rounds, ({ volume }) => volume)].map(([volume, own]) => {
    const latest = new Map(own.flatMap(({ spans }) => spans.map((span) => [span.allocation, span])));
    return [volume, spansOf(latest.values())] as const;
  });
  const recorded = events.volumeRecords.of(entries).map(({ volume, records }) => {
    const byWriter = [...Map.groupBy(records, ({ allocation }) => allocation).values()];
    return [volume, byWriter.flatMap((own) => writingAndStalls(own, clock))] as const;
  });
  const byVolume = Map.groupBy([...seen, ...ofRounds, ...recorded], ([volume]) => volume);
  return new Map([...byVolume].map(([volume, own]) => [volume, own.flatMap(([, spans]) => spans)]));
}

function writerSpan({ allocation, node, first, last, records }: WriterSpan, clock: Clock): Span {
  return {
    ...{ from: clock.ofUptime(first), to: clock.ofUptime(last), tone: 'write' },
    ...{ label: `${allocation.slice(0, 8)} on ${node}`, detail: `${records} records in the volume` },
  };
}

/** A writer's time as spans of writing with a `stall` between them wherever it wrote nothing for long. */
function writingAndStalls(records: readonly WriteRecord[], clock: Clock): Span[] {
  const { allocation = '', node = '' } = records[0] ?? {};
  const label = `${allocation.slice(0, 8)} on ${node}`;
  const moments = records.map(({ at }) => clock.ofUptime(at)).map((at) => ({ from: at, to: at }));
  const parts = union(moments, stallMs);
  return parts.flatMap(({ from, to }, at): Span[] => {
    const next = parts[at + 1];
    const writes: Span = { from, to, label, tone: 'write', detail: 'records in the volume' };
    if (!next) return [writes];
    const ms = Math.round(next.from - to);
    const stall: Span = {
      ...{ from: to, to: next.from, tone: 'stall' },
      label: `no write for ${ms} ms`,
      detail: label,
    };
    return [writes, stall];
  });
}
