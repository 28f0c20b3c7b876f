import type { KnownBug, Regression } from './bug.ts';
import { agentBugs } from './rows/agents.ts';
import { csiBugs } from './rows/csi.ts';
import { faultBugs } from './rows/faults.ts';
import { jobBugs } from './rows/jobs.ts';
import { lifecycleBugs } from './rows/lifecycle.ts';

/** Versions whose event stream cannot be read (A1): nothing that is awaited there would be seen. */
export const unreadable: readonly string[] = ['1.11.2'];

/** Every bug of Nomad that a suite shows: the one table of them. */
export const knownBugs: readonly KnownBug[] = [
  ...lifecycleBugs,
  ...csiBugs,
  ...jobBugs,
  ...agentBugs,
  ...faultBugs,
];

/** The bugs of the table that Nomad has corrected. */
export const regressions: readonly Regression[] = knownBugs.filter(
  (bug): bug is Regression => bug.issue !== undefined && bug.firstGood !== undefined,
);
