import { statSync } from 'node:fs';
import {
  type Bound,
  type Earlier,
  historyOf,
  readEarlier,
  requireGood,
  stepCosts,
} from '../disruption/index.ts';
import { UsageError } from '../errors.ts';
import { readRun, savedRun, verdictOf } from '../run/index.ts';

const next = 'npx nomad-e2e upgrade --baseline runs/<id>   takes a rehearsal, or its verdict.json';

/** The bounds by the rehearsal that `--baseline` names; none without one. @throws UsageError BASELINE_UNREADABLE, BASELINE_NOT_GOOD, RUN_UNKNOWN */
export function historyBounds(baseline: string | undefined): Bound[] {
  return baseline === undefined ? [] : historyOf(earlierOf(baseline));
}

function earlierOf(named: string): Earlier {
  if (statSync(named, { throwIfNoEntry: false })?.isFile()) return readEarlier(named);
  const entries = readRun(savedRun(named, { next }));
  const steps = stepCosts(entries);
  if (steps.length > 0) {
    requireGood(named, verdictOf(entries).outcome);
    return { name: named, steps };
  }
  throw new UsageError('BASELINE_UNREADABLE', `${named} is not a rehearsal that took a step`, { next });
}
