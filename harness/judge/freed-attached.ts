import { type ClaimDifference, type Entry, events } from '../evidence/index.ts';

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
  const begin = events.chaosStep.of(entries).find((step) => step.round === round.round);
  if (!begin) return false;
  const claims = events.chaosClaims
    .of(entries)
    .filter((seen) => seen.volume === volume && seen.mono > begin.mono && seen.mono < round.mono);
  const freed = claims.findLast(
    ({ nodes }, at) => !nodes.includes(node) && claims[at - 1]?.nodes.includes(node),
  );
  if (!freed) return false;
  const before = events.chaosControllers.of(entries).findLast(({ index }) => index < freed.index);
  return before !== undefined && before.unable.length > 0;
}
