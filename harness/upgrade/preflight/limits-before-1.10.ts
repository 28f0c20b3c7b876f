import { guide, issue, type Limit } from './limit.ts';

/** Of the lines up to 1.9, oldest first. */
export const limitsBefore110: readonly Limit[] = [
  {
    since: '1.3.0',
    when: 'back',
    severity: 'warning',
    message: "raft.db and the clients' state are migrated when 1.3 first starts: no way back in place",
    source: guide('1.3.0'),
  },
  {
    since: '1.4.0',
    severity: 'warning',
    message: 'raft_protocol = 2 is refused from 1.4 on: set 3 on every server first',
    source: guide('1.4.0'),
  },
  {
    since: '1.5.7',
    severity: 'warning',
    message:
      'tasks with CSI volumes that were started before 1.5.7 can fail when the agent of their client is replaced in place, since their mounts were not kept: drain each client first (--drain)',
    source: issue(17840),
  },
  {
    since: '1.7.0',
    until: '1.7.2',
    severity: 'break',
    message:
      '1.7.0 loses signing keys with the leader, and 1.7.0 and 1.7.1 misjudge the CPU: go to 1.7.2 or later',
    source: guide('1.7.0 and 1.7.2'),
  },
  {
    since: '1.8.0',
    severity: 'warning',
    message: 'an agent whose raw_exec plugin block still has no_cgroups does not start',
    source: guide('1.8.0'),
  },
  {
    since: '1.9.0',
    fromBefore: '1.6.0',
    severity: 'break',
    message: 'servers of 1.9 and later give up clients older than 1.6: their work is lost',
    source: guide('1.9.0'),
  },
  {
    since: '1.9.0',
    severity: 'warning',
    message: 'jobspecs in HCL1 are no longer parsed',
    source: guide('1.9.0'),
  },
  {
    since: '1.9.0',
    when: 'back',
    severity: 'warning',
    message: 'keys move into Raft: a snapshot from before needs the keystore folder of its time',
    source: guide('1.9.0'),
  },
  {
    since: '1.9.2',
    until: '1.9.3',
    severity: 'break',
    message: '1.9.2 can drop all state of the cluster at an upgrade and was withdrawn',
    source: guide('1.9.3'),
  },
  {
    since: '1.9.3',
    severity: 'warning',
    message: 'garbage collection goes by the clock: keep the clocks of the servers together',
    source: guide('1.9.3'),
  },
];
