import { allocationIn, type DriverCall, type Entry, events } from '../evidence/index.ts';
import { type BadHistory, badPrefix, type Surroundings } from './claim-history.ts';
import { type Finding, note, stop, unknown } from './finding.ts';
import { isFreedAttached } from './freed-attached.ts';

const rule = 'claim-history';

/**
 * Each volume's claims, by what its driver was asked and answered, as one history: one holder at a time by its access mode, each
 * release before the next claim, and none lost. Where calls are missing nothing is known of it.
 */
export function claimFindings(entries: readonly Entry[]): Finding[] {
  const gaps = gapsIn(entries);
  if (gaps.length > 0) return gaps.map(unseen);
  const calls = events.driverCall.of(entries);
  const broken = unmounted(entries, calls);
  const isBroken = (volume: string) => broken.some((each) => each.volume === volume);
  const histories = [...Map.groupBy(calls, ({ volume }) => volume)].filter(([volume]) => !isBroken(volume));
  return [
    ...broken.map(({ gap }) => unseen(gap)),
    ...histories.flatMap(([volume, own]) => {
      const bad = badPrefix(beforeTwin(volume, own, entries), surroundingsOf(volume, entries));
      return bad ? [findingOf(volume, bad, entries)] : [];
    }),
  ];
}

/**
 * The calls until a rehearsal had the storage of a volume registered once more: Nomad cannot know that the claims of the one are those
 * of the other, and an allocation of it that was stopped may still be asking.
 */
function beforeTwin(
  volume: string,
  calls: readonly DriverCall[],
  entries: readonly Entry[],
): readonly DriverCall[] {
  const twin = events.twinProbe.of(entries).find((each) => each.volume === volume);
  return twin ? calls.filter(({ asked }) => asked < twin.mono) : calls;
}

const unseen = (gap: string) => unknown('claims-unseen', events.driverCalls, gap);

/** Why the calls that were due are not all known. */
function gapsIn(entries: readonly Entry[]): string[] {
  // Shards that were merged have a line each.
  const due = events.run.of(entries).filter(({ callsDue }) => callsDue).length;
  const read = events.driverCalls.of(entries);
  const found = events.driverCall.of(entries);
  const noted = read.reduce((sum, { calls }) => sum + calls, 0);
  const missing = read.reduce((sum, each) => sum + each.missing, 0) + Math.max(0, noted - found.length);
  const unread = read.flatMap((each) => each.unseen ?? []);
  return [
    ...(read.length < due ? ['what the CSI driver was asked was not read when the run ended'] : []),
    ...unread.map((why) => `what the CSI driver was asked could not be read when the run ended: ${why}`),
    ...(missing > 0 ? [`${missing} lines about what the CSI driver was asked and answered are missing`] : []),
  ];
}

/** A task that ran with a volume that a test has made had it mounted, which its driver was asked for. */
function unmounted(
  entries: readonly Entry[],
  calls: readonly DriverCall[],
): { volume: string; gap: string }[] {
  const made = new Set(events.volumeCreated.of(entries).map(({ volume }) => volume));
  const known = new Set(calls.map(({ volume }) => volume));
  const mounted = new Set(calls.map(({ target }) => allocationIn(target)));
  const latest = new Map(events.allocation.of(entries).map((each) => [each.allocation, each]));
  return [...latest.values()].flatMap(({ allocation, tasks, volumes = [] }) => {
    const ran = tasks.some((task) => task.events.some(({ type }) => type === 'Started'));
    const own = volumes.map(({ volume }) => volume).filter((volume) => made.has(volume) && known.has(volume));
    if (!ran || mounted.has(allocation)) return [];
    const gap = `was used by allocation ${allocation}, and no call to mount it is known`;
    return own.map((volume) => ({ volume, gap: `volume ${volume} ${gap}` }));
  });
}

/** A change of a record is told of within seconds, in nanoseconds. */
const toldWithin = 5e9;

function surroundingsOf(volume: string, entries: readonly Entry[]): Surroundings {
  // What a round of chaos finds left attached is a finding of its own, and is detached by hand.
  const detached = events.chaosRound
    .of(entries)
    .filter(({ volumes }) => volumes.some((each) => each.volume === volume && each.leaks.length > 0));
  const doubts = [...detached, ...events.rollbackBegin.of(entries)].map(({ mono }) => mono);
  const unable = events.controllersUnable.of(entries).map(({ mono }) => mono);
  return {
    doubts,
    mayBeAway: (node, from, to) => isTroubled(entries, { node, from, to }),
    mayBeUnable: (from, to) => unable.some((mono) => mono >= from - toldWithin && mono <= to + toldWithin),
  };
}

/** Whether the ledger has anything by which Nomad may have held a node for lost, or its agent was away. */
function isTroubled(
  entries: readonly Entry[],
  { node, from, to }: { node: string; from: number; to: number },
): boolean {
  const during = ({ mono }: Entry) => mono >= from && mono <= to;
  const ends = new Map(events.fault.of(entries).map(({ id, healthy }) => [id, healthy]));
  return (
    events.faultBegin.of(entries).some(({ id, mono }) => mono <= to && (ends.get(id) ?? to) >= from) ||
    events.agent.of(entries).some((each) => each.node === node && during(each)) ||
    events.allocation
      .of(entries)
      .some((each) => each.node === node && ['lost', 'unknown'].includes(each.status))
  );
}

function findingOf(volume: string, bad: BadHistory, entries: readonly Entry[]): Finding {
  const why = excuseOf(volume, bad, entries);
  const text = [`volume ${volume}: ${bad.what}`, ...linesOf(bad, entries), next].join('\n');
  if (why !== undefined) return note(rule, events.driverCall, `${why}: ${text}`);
  return { ...stop(rule, events.driverCall, text), ...(bad.bugs && { bugs: bad.bugs }) };
}

const next =
  'next: read the logs of the agents named here around these times; `nomad volume status` shows what Nomad claims';

/** Why a finding is no news: a test that expects it, or a bug of Nomad that is known and was shown. */
function excuseOf(volume: string, { nodes, at }: BadHistory, entries: readonly Entry[]): string | undefined {
  // A volume's name may have more before its id.
  const isOwn = ({ scope }: { scope: string }) => volume.includes(scope);
  const expected = events.expected.of(entries).find((each) => each.rule === rule && isOwn(each));
  if (expected) return `its test expects that (${expected.why})`;
  const shown = events.testEnded.of(entries).find((each) => each.known && isOwn(each));
  if (shown) return `its test showed the known bug ${shown.known?.id}`;
  const round = events.chaosRound.of(entries).find(({ mono }) => mono >= at);
  const isLeft = (node: string) =>
    round !== undefined &&
    isFreedAttached({ rule: 'attachment-without-claim', node, message: '' }, { volume, round, entries });
  return nodes.some(isLeft) ? 'Nomad freed a claim and left its node attached' : undefined;
}

const shownCalls = 14;

/** The calls in lines, the last one last. Of a long history its beginning and end. */
function linesOf({ calls, at }: BadHistory, entries: readonly Entry[]): string[] {
  // Runs that were merged may be of machines with clocks of their own.
  const known = events.driverCall.of(entries).find(({ volume }) => volume === calls[0]?.volume);
  const wall = (mono: number) =>
    new Date(Date.parse(known?.at ?? '') + (mono - (known?.mono ?? 0)) / 1e6).toISOString().slice(11, 23);
  const lines = calls.map((call) => `  ${wall(call.asked)} ${callInWords(call, at)}`);
  if (lines.length <= shownCalls) return lines;
  const half = shownCalls / 2;
  return [...lines.slice(0, half), `  … ${lines.length - shownCalls} more`, ...lines.slice(-half)];
}

function callInWords(
  { call, node, mode, readOnly, target, asked, answered, outcome, why }: DriverCall,
  at: number,
): string {
  const allocation = allocationIn(target);
  const about = [
    ...(mode === undefined ? [] : [`${mode}${readOnly ? ', read-only' : ''}`]),
    ...(allocation === undefined ? [] : [`allocation ${allocation.slice(0, 8)}`]),
  ];
  const took = answered === undefined || answered > at ? undefined : Math.round((answered - asked) / 1e6);
  const answer =
    took === undefined ? 'no answer yet' : `${outcome}${why ? ` (${why})` : ''} after ${took} ms`;
  return `${node || 'all nodes'}  ${call}${about.length > 0 ? ` (${about.join(', ')})` : ''}: ${answer}`;
}
