import type { DriverCall } from '../evidence/index.ts';
import { kindOf, type Level, type Slot, Slots } from './claim-slots.ts';

/** What a history is read with, besides its calls. */
export interface Surroundings {
  /**
   * Whether Nomad may have held a node for lost, or its agent was away, in this time (nanoseconds on the ledger's clock): then it
   * gives volumes of that node away without asking it.
   */
  mayBeAway: (node: string, from: number, to: number) => boolean;
  /** Whether Nomad's record said in this time that a controller cannot attach, so that it may have left that out, or a detach. */
  mayBeUnable: (from: number, to: number) => boolean;
  /** Moments after which nobody knows what is held, such as servers that were put back to an older state. */
  doubts: readonly number[];
}

/** The shortest beginning of a history that is bad. */
export interface BadHistory {
  /** What is wrong with its last line. */
  what: string;
  /** Its calls since the volume was last free. */
  calls: readonly DriverCall[];
  /** Nodes that held it, or were said to. */
  nodes: readonly string[];
  /** Known bugs that show in this way. */
  bugs?: readonly string[];
  /** When it became bad. */
  at: number;
}

interface Moment {
  at: number;
  call?: DriverCall;
  does: 'asked' | 'answered' | 'doubted';
}

interface Reading extends Surroundings {
  slots: Slots;
  /** All calls of the volume. */
  calls: readonly DriverCall[];
  at: number;
}

type Flaw = Pick<BadHistory, 'what' | 'nodes' | 'bugs'>;

/** A volume stays attached when its last claim is released, or is unstaged or detached after its next holder had it. */
const [leftAttached, unstagedLate, detachedLate] = [['C10'], ['C15'], ['C31']];
/** What a controller that does not answer just then comes to. */
const [notDetached, notAttached] = ['F-mute-detach', 'F-mute-attach'];

/**
 * Reads the calls about one volume as a history and returns its shortest bad prefix: two held it where its access mode allows one,
 * it was released or deleted from under its holder, something was mounted that was not there to mount, or it was refused as held
 * though every holder had released it. Only what is sure is bad: undefined says that nothing was, not that all was seen.
 */
export function badPrefix(calls: readonly DriverCall[], surroundings: Surroundings): BadHistory | undefined {
  let slots = new Slots();
  let begin = Number.NEGATIVE_INFINITY;
  for (const { at, call, does } of momentsOf(calls, surroundings)) {
    if (!call) slots.doubtAll();
    else {
      const reading = { ...surroundings, slots, calls, at };
      const early = does === 'asked' ? releasedUnder(call, reading) : undefined;
      move(slots, call, { at, does });
      const flaw = early ?? (does === 'answered' ? flawOf(call, reading) : undefined);
      if (flaw)
        return {
          ...flaw,
          at,
          calls: calls.filter(({ asked, answered = at }) => asked <= at && answered > begin),
        };
      if (does === 'answered' && isDeleted(call)) slots = new Slots();
    }
    if (slots.areFree) begin = at;
  }
  return undefined;
}

function momentsOf(calls: readonly DriverCall[], { doubts }: Surroundings): Moment[] {
  return [
    ...doubts.map((at): Moment => ({ at, does: 'doubted' })),
    ...calls.flatMap((call): Moment[] => [
      { at: call.asked, call, does: 'asked' },
      ...(call.answered === undefined ? [] : [{ at: call.answered, call, does: 'answered' as const }]),
    ]),
  ].sort((a, b) => a.at - b.at);
}

function move(slots: Slots, call: DriverCall, { at, does }: Moment): void {
  const kind = kindOf(call);
  for (const slot of slots.of(call)) {
    if (kind?.does === 'claim') does === 'asked' ? slot.claimAsked(call) : slot.claimAnswered(call, at);
    else does === 'asked' ? slot.releaseAsked(call) : slot.releaseAnswered(call, at);
  }
  // A node that it is taken from may no longer be there to be asked.
  if (call.call === 'controllerUnpublishVolume') for (const mount of mountsOn(call, slots)) mount.doubt();
}

const isDeleted = ({ call, outcome }: DriverCall) => call === 'deleteVolume' && outcome === 'ok';

const mountsOn = ({ node }: DriverCall, slots: Slots): Slot[] =>
  (['stage', 'publish'] as const).flatMap((level) => slots.at(level, node || undefined));

function flawOf(call: DriverCall, reading: Reading): Flaw | undefined {
  const kind = kindOf(call);
  if (isDeleted(call)) return deletedUnder(reading);
  if (kind?.does !== 'claim') return undefined;
  if (call.outcome !== 'ok') return refusedFree(call, reading);
  return twoHolders(call, kind.level, reading) ?? withoutStep(call, kind.level, reading);
}

const heldAs: Record<Level, string> = {
  attach: 'attached to',
  stage: 'staged on',
  publish: 'mounted on',
};

function twoHolders(call: DriverCall, level: Level, reading: Reading): Flaw | undefined {
  const { slots, mayBeAway, mayBeUnable, at } = reading;
  const [own] = slots.of(call);
  if (own?.held !== call) return undefined;
  const other = slots
    .at(level)
    .find(
      ({ held, node }) =>
        held !== undefined &&
        held !== call &&
        excludes(held, call, level) &&
        (level === 'attach' || !mayBeAway(node, held.asked, at)),
    );
  if (!other) return undefined;
  const where = other.node === call.node ? `at a second path of ${call.node}` : `on ${call.node}`;
  return {
    what: `it was ${heldAs[level]} ${other.node} (${other.held?.mode}) and claimed ${where} (${call.mode}) before that was released`,
    nodes: [other.node, call.node],
    ...(level === 'attach' && {
      bugs: mayBeUnable(other.held?.asked ?? at, at) ? [...leftAttached, notDetached] : leftAttached,
    }),
  };
}

/** Whether two may not hold a volume at the same time (CSI spec, VolumeCapability.AccessMode). */
function excludes(one: DriverCall, other: DriverCall, level: Level): boolean {
  const modes = [one.mode ?? '', other.mode ?? ''];
  if (one.node === other.node) return level === 'publish' && modes.includes('single-node-single-writer');
  if (modes.some((mode) => mode.startsWith('single-node-'))) return true;
  return modes.includes('multi-node-single-writer') && one.readOnly === false && other.readOnly === false;
}

/** A mount needs the step before it, where the driver has that step. */
function withoutStep(call: DriverCall, level: Level, reading: Reading): Flaw | undefined {
  const { slots, calls, mayBeAway, mayBeUnable, at } = reading;
  const { node, asked } = call;
  const has = (name: string) => calls.some((each) => each.call === name);
  if (level === 'attach' || !isWhole(calls)) return undefined;
  const isStaged = level === 'stage' || !has('nodeStageVolume') || !slots.stageOf(call).freeSince(asked);
  const isAttached = slots.at('attach', node).some((slot) => !slot.freeSince(asked));
  if (isStaged && (isAttached || !has('controllerPublishVolume'))) return undefined;
  if (mayBeAway(node, calls[0]?.asked ?? 0, at)) return undefined;
  const missing = isStaged ? 'being attached to' : 'a stage on';
  return {
    what: `it was mounted without ${missing} ${node}`,
    nodes: [node],
    ...(!isStaged && { bugs: unstagedLate }),
    ...(isStaged && mayBeUnable(calls[0]?.asked ?? 0, at) && { bugs: [notAttached] }),
  };
}

/** The order of release is that of the claim backwards (CSI spec, Volume Lifecycle), but for a node that is lost. */
function releasedUnder(call: DriverCall, reading: Reading): Flaw | undefined {
  const { slots, calls, mayBeAway, at } = reading;
  const { node, staging } = call;
  const isMounted = ({ held, node }: Slot) =>
    held?.answered !== undefined && held.answered < at && !mayBeAway(node, held.asked, at);
  if (call.call === 'nodeUnstageVolume') {
    const under = slots.at('publish', node).some((slot) => slot.held?.staging === staging && isMounted(slot));
    const what = `it was unstaged on ${node}, where it was mounted`;
    return under ? { what, nodes: [node], bugs: unstagedLate } : undefined;
  }
  if (call.call !== 'controllerUnpublishVolume') return undefined;
  const under = mountsOn(call, slots).find((slot) => isMounted(slot) && answersLater(slot, calls, at));
  if (!under) return undefined;
  return {
    what: `it was detached from ${under.node}, where it was mounted`,
    nodes: [under.node],
    ...(wasHeldBefore(under, calls) && { bugs: detachedLate }),
  };
}

/** Whether its node has released a claim before this one: that release may be the one that comes once more. */
const wasHeldBefore = ({ node, held }: Slot, calls: readonly DriverCall[]) =>
  calls.some(
    (each) =>
      each.call === 'controllerUnpublishVolume' && each.node === node && each.asked < (held?.asked ?? 0),
  );

/** A node whose driver is asked about the volume afterwards was not removed. */
const answersLater = ({ node }: Slot, calls: readonly DriverCall[], at: number) =>
  calls.some(
    (call) => call.call.startsWith('node') && call.node === node && call.asked > at && call.outcome === 'ok',
  );

function deletedUnder({ slots }: Reading): Flaw | undefined {
  const holder = slots.at('attach').find(({ held }) => held !== undefined);
  const what = `it was deleted while it was attached to ${holder?.node}`;
  return holder && { what, nodes: [holder.node], bugs: leftAttached };
}

/** FAILED_PRECONDITION says that another node has it (CSI spec, ControllerPublishVolume errors). */
function refusedFree(call: DriverCall, { slots, calls }: Reading): Flaw | undefined {
  if (call.call !== 'controllerPublishVolume' || call.outcome !== 'FAILED_PRECONDITION') return undefined;
  const isFree = slots.at('attach').every((slot) => slot.freeSince(call.asked) || slot === slots.of(call)[0]);
  if (!isWhole(calls) || !isFree || slots.of(call)[0]?.held) return undefined;
  return {
    what: `the driver refused it to ${call.node} as held by another node, and nobody held it: a release was lost`,
    nodes: [call.node],
  };
}

/** Only a history from the volume's creation on shows what was not done. */
const isWhole = ([first]: readonly DriverCall[]) => first?.call === 'createVolume';
