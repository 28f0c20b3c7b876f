import type { ClaimDifference } from '../../csi/index.ts';
import type { Entry } from '../../evidence/index.ts';

/** Kind `chaos-claims`: the nodes that claim a volume by Nomad's record, each time they change. */
export interface ClaimsSeen {
  volume: string;
  /** Of the record: orders it among all that Nomad has recorded. */
  index: number;
  nodes: string[];
}

/** Kind `chaos-controllers`: the nodes whose controller cannot attach by Nomad's record, each time they change. */
export interface ControllersSeen {
  index: number;
  unable: string[];
}

/** Where a leak was found. */
interface Found {
  volume: string;
  round: Entry & { round: number };
  /** The whole ledger of the schedule. */
  entries: readonly Entry[];
}

/**
 * Whether a leak is what Nomad (1.11.3) is known to do, by evidence in the ledger: a volume stays attached to a
 * node whose claim was freed in this round, at a time when Nomad held some controller of the driver for unable to attach
 * (suites/faults/freed-attached, one-driver-mute). What nobody has watched is no evidence, and no other leak is excused.
 */
export function isFreedAttached({ rule, node }: ClaimDifference, { volume, round, entries }: Found): boolean {
  if (rule !== 'attachment-without-claim') return false;
  const begin = entries.find((entry) => entry.kind === 'chaos-step' && entry.round === round.round);
  if (!begin) return false;
  const claims = ofKind<ClaimsSeen>(entries, 'chaos-claims').filter(
    (seen) => seen.volume === volume && seen.mono > begin.mono && seen.mono < round.mono,
  );
  const freed = claims.findLast(
    ({ nodes }, at) => !nodes.includes(node) && claims[at - 1]?.nodes.includes(node),
  );
  if (!freed) return false;
  const before = ofKind<ControllersSeen>(entries, 'chaos-controllers').findLast(
    ({ index }) => index < freed.index,
  );
  return before !== undefined && before.unable.length > 0;
}

function ofKind<T>(entries: readonly Entry[], kind: string): (Entry & T)[] {
  return entries.filter((entry) => entry.kind === kind) as (Entry & T)[];
}
