import type { NomadBug } from './table.ts';

/** A bug that a rehearsal of an upgrade comes upon; `evidence` is what the finding of its check says. */
export interface LatentBug extends NomadBug {
  issue: number;
  remedy: string;
}

/** Bugs that show a day after an upgrade, and that a check of the rehearsal shows in place of a suite. */
export const latentBugs: readonly LatentBug[] = [
  {
    id: 'N1',
    issue: 27961,
    what: 'clients are denied the allocations of jobs in node pool "all"',
    since: '2.0.1',
    bad: '2.0.1',
    firstGood: '2.0.2',
    remedy: 'go to 2.0.2 or later',
    evidence: /beside a system job in node pool "all"/,
  },
  {
    id: 'N2',
    issue: 28093,
    what: 'allocations from before a client changed its node pool can neither stop nor report',
    since: '2.0.1',
    bad: '2.0.4',
    firstGood: '2.0.5',
    remedy: 'go to 2.0.5 or later',
    evidence: /from before it changed its node pool did not stop: WAIT_TIMEOUT/,
  },
  {
    id: 'S1',
    issue: 28538,
    what: 'after a failed deployment of a system job its next version reaches one client',
    since: '1.11.0',
    bad: '2.0.5',
    firstGood: '2.0.6',
    remedy: 'run nomad job eval until every client has it, or give max_parallel the number of clients',
    evidence: /the version of a system job after one that failed does not run on/,
  },
];
