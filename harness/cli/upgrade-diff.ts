import { type Comparison, changeInWords, compare } from '../diff/index.ts';
import { explain } from '../errors.ts';
import { events } from '../evidence/index.ts';
import {
  type Boot,
  behaviourSuites,
  type Observation,
  type ObserveOptions,
  observe,
  onVersion,
  type RunContext,
} from '../run/index.ts';
import { writeClean } from '../secrets/index.ts';

/** The rehearsal that a comparison goes with. */
interface Rehearsal extends RunContext {
  from: string;
  to: string;
}

/**
 * Observes the cluster before its upgrade. The function that it returns observes it after that, then a fresh
 * cluster of the new version, when no time is measured any more, and returns what changed; it writes `diff.json` and,
 * to the ledger, kind `behaviour-diff`. A failed comparison is reported and does not change the rehearsal's verdict.
 */
export async function compareAround(
  context: Rehearsal,
  cluster: Boot,
): Promise<() => Promise<Comparison | undefined>> {
  const { from, to, progress, signal } = context;
  const how = { suites: behaviourSuites, rounds: 1, signal };
  const unlessBroken = async <T>(name: string, work: () => Promise<T>): Promise<T | undefined> => {
    try {
      return await progress.phase(name, work, { alone: true });
    } catch (error) {
      signal.throwIfAborted();
      progress.line(`${name} failed, nothing is compared: ${explain(error)}`);
      return undefined;
    }
  };
  const before = await unlessBroken(`behaviour of ${from}`, () =>
    observe(cluster, { name: from, folder: 'from', ...how }),
  );
  return async () => {
    if (!before) return undefined;
    return await unlessBroken(`behaviour of ${to}`, async () => {
      const flags = { ...context.flags, servers: 1 as const, clients: 2 };
      // One after the other: side by side on two cores a leader lost its office, and tests failed for it.
      const after = wasUpgraded(cluster)
        ? await observeUpgraded(cluster, to, { name: `${from} upgraded to ${to}`, ...how })
        : undefined;
      const fresh = await onVersion({ ...context, flags }, { name: to, folder: 'to', ...how });
      const comparison = compare(before.side, fresh.side, after?.side);
      const { brokenByUpgrade, changes } = comparison;
      const words = changes.map(changeInWords);
      cluster.ledger.append(events.behaviourDiff, { brokenByUpgrade, changes: changes.length, words });
      await writeClean(cluster.folder.file('diff.json'), comparison);
      return comparison;
    });
  };
}

/** Suites expect of the upgraded cluster what its new version does. */
async function observeUpgraded(
  cluster: Boot,
  to: string,
  how: Omit<ObserveOptions, 'folder'>,
): Promise<Observation> {
  await cluster.access.writeDescriptor({ ...cluster.owned.cluster.descriptor, version: to });
  return await observe(cluster, { ...how, folder: 'after' });
}

/** Between versions every test may fail: that is the verdict's business, and no comparison. */
function wasUpgraded({ folder }: Boot): boolean {
  const entries = folder.entries();
  return !entries.some(events.stepFailed.is) && !entries.some(events.rehearsalBroken.is);
}
