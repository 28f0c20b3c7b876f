import type { Injection } from '../../../harness/upgrade/index.ts';

/** A failure that a rehearsal is made to have, and the rule that must tell. */
export interface RehearsalDefect {
  id: Injection;
  what: string;
  rule: string;
  /** What the rule's message is about, where it tells of more than one failure. */
  about?: string;
}

/** A rehearsal, and the failures that it can have at once: each is told by a rule of its own, or of another machine. */
export interface InjectedRehearsal {
  servers: 1 | 3;
  defects: readonly RehearsalDefect[];
}

/** Of the work that goes on, and of what shows a day later. */
const ofWork: readonly RehearsalDefect[] = [
  {
    id: 'lost-write',
    what: 'an acknowledged record is gone from a volume',
    rule: 'record-lost',
  },
  {
    id: 'idle-leader',
    what: 'a server that leads gives nothing to its schedulers',
    rule: 'leader-refuses',
  },
  {
    id: 'held-client',
    what: 'a client with a short identity renews it no more',
    rule: 'identity-lost',
  },
  {
    id: 'missing-image',
    what: 'the image of jobs is gone when they are started anew',
    rule: 'job-start',
  },
  {
    id: 'refused-connections',
    what: 'servers take no new connection for longer than is allowed',
    rule: 'connect-gap',
  },
  {
    id: 'killed-tasks',
    what: 'tasks of an agent that is replaced are killed meanwhile',
    rule: 'exec-refused',
  },
  {
    id: 'missing-command',
    what: "no command can be run any more in a task of the operator's",
    rule: 'own-exec-refused',
  },
  {
    id: 'bad-version',
    what: 'the version of a system job that corrects a failed one fails, too',
    rule: 'rollout-fails',
  },
  {
    id: 'missing-volume',
    what: 'the volume that a job waits for is never made',
    rule: 'volume-awaited',
  },
  {
    id: 'unmounted-volume',
    what: 'a volume of two allocations is unmounted under the one that goes on',
    rule: 'shared-volume',
  },
];

/** Of machines: the workload does not outlive them, so that nothing else can be told. */
const ofMachines: readonly RehearsalDefect[] = [
  {
    id: 'empty-server',
    what: 'a server comes back without its data',
    rule: 'identity-changed',
    about: 'another raft peer',
  },
  {
    id: 'two-writers',
    what: 'a volume that is for one writer is given to a second one',
    rule: 'second-writer',
  },
  {
    id: 'agent-down',
    what: 'the agent of a client is away for longer than its heartbeat_grace',
    rule: 'heartbeat-grace',
  },
  {
    id: 'wiped-client',
    what: 'a client comes back without its data',
    rule: 'identity-changed',
    about: 'another node',
  },
];

export const injectedRehearsals: readonly InjectedRehearsal[] = [
  { servers: 1, defects: ofWork },
  { servers: 3, defects: ofMachines },
];

export const rehearsalDefects: readonly RehearsalDefect[] = injectedRehearsals.flatMap(
  ({ defects }) => defects,
);
