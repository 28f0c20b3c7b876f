import type { NomadBug } from './bug.ts';
import { knownBugs } from './table.ts';

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
  {
    ...inTable('E1'),
    remedy: 'run no command in a task until it was started again by an agent of 2.0.0 or later',
    evidence: /no command could be run .*: .*plugin is shut down/,
  },
  {
    ...inTable('C26'),
    remedy: 'run nomad job eval for what waits',
    evidence: /a job that waited for a volume did not start when it was made: WAIT_TIMEOUT/,
  },
  {
    ...inTable('C25'),
    remedy: 'start allocations that share a volume on a client again after its agent was replaced',
    evidence: /share a volume on \S+ was stopped: VOLUME_TAKEN: the volume was unstaged/,
  },
  {
    ...inTable('D1'),
    remedy: 'give work with lost_after and work with stop_on_client_after clients of their own',
  },
];

/** Issue and versions of a bug that a suite shows, too. */
function inTable(id: string) {
  const bug = knownBugs.find((each) => each.id === id);
  if (bug?.issue === undefined) throw new Error(`the table of known bugs has no ${id} with an issue`);
  const { suite: _, ...known } = bug;
  return { ...known, issue: bug.issue };
}
