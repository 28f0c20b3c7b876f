import type { Injection } from '../../../harness/upgrade/index.ts';

/** A failure that a rehearsal is made to have, and the rule that must tell. */
export interface RehearsalDefect {
  id: Injection;
  what: string;
  rule: string;
}

/** Those that one rehearsal can have at once: each is seen by a check of its own. */
export const rehearsalDefects: readonly RehearsalDefect[] = [
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
