import { type Entry, events } from '../evidence/index.ts';
import { type ChaosVerdict, judgeChaos } from '../faults/index.ts';
import { judge as judgeUpgrade } from '../upgrade/index.ts';

/** What a ledger alone says of the run that wrote it. */
export type RunVerdict =
  | { kind: 'upgrade'; verdict: ReturnType<typeof judgeUpgrade> }
  | { kind: 'chaos'; verdict: ChaosVerdict };

/** The verdict on a rehearsal or on chaos; undefined for suites, which their tests judge. */
export function verdictOf(entries: readonly Entry[]): RunVerdict | undefined {
  if (entries.some(events.plan.is)) return { kind: 'upgrade', verdict: judgeUpgrade(entries) };
  if (entries.some(events.chaosBegin.is)) return { kind: 'chaos', verdict: chaosVerdict(entries) };
  return undefined;
}

/** By the first attempt: later ones fail on purpose, in the search for the shortest schedule. */
export function chaosVerdict(entries: readonly Entry[]): ChaosVerdict {
  return judgeChaos(entries.filter(({ id }) => id === undefined || id === 'chaos-0'));
}
