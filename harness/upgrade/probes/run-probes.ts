import { explain } from '../../errors.ts';
import { type DataOf, events, type Ledger } from '../../evidence/index.ts';

/** What samples beside the upgrade, until it is stopped. */
export interface Probe extends DataOf<typeof events.probeBegin> {
  run(): Promise<void>;
}

/**
 * Starts the probes, with a line for the begin of each and one for its end, which an error may bring about: a probe that is
 * dead sees nothing. The function that it returns ends them.
 */
export function runProbes(
  probes: readonly Probe[],
  ledger: Ledger,
): (stop: AbortController) => Promise<void> {
  const alive = new Set<Probe>();
  const running = probes.map(async (each) => {
    const { run, ...which } = each;
    ledger.append(events.probeBegin, which);
    alive.add(each);
    try {
      await run();
    } catch (error) {
      if (alive.delete(each)) ledger.append(events.probeEnd, { ...which, error: explain(error) });
    }
  });
  // Handled from the start: a probe may die long before anybody waits for it.
  const settled = Promise.allSettled(running);
  return async (stop) => {
    const ended = [...alive];
    alive.clear();
    try {
      // Before the abort: samples are due until here, and what is under way then is none.
      for (const { run: _, ...which } of ended) ledger.append(events.probeEnd, which);
    } finally {
      stop.abort();
      await settled;
    }
  };
}
