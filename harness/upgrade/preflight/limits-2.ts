import { guide, issue, type Limit, stagesPage } from './limit.ts';

/** Of the lines of major 2, oldest first. */
export const limitsOf2: readonly Limit[] = [
  {
    since: '2.0.0',
    severity: 'warning',
    message:
      'raft_boltdb is deprecated: use raft_logstore. After nomad operator raft migrate-backend only a snapshot from before leads back',
    source: `${guide('2.0.0')}; ${stagesPage}`,
  },
  {
    since: '2.0.1',
    until: '2.0.2',
    severity: 'break',
    message:
      'jobs in node_pool "all", as CSI node plugins are run, are denied by their servers (nomad#27961): go to 2.0.2 or later',
    source: `${issue(27961)}, fixed by ${issue(27973)}`,
  },
  {
    since: '2.0.1',
    until: '2.0.5',
    severity: 'warning',
    message:
      'allocations of a node that was moved to another node pool can neither stop nor report (nomad#28093): go to 2.0.5 or later',
    source: `${issue(28093)}, fixed by ${issue(28110)}`,
  },
  {
    since: '2.0.1',
    severity: 'warning',
    message:
      'tasks cannot write in alloc/logs, which is mounted read-only where the driver isolates the file system (docker; by the documents exec and raw_exec, too)',
    source: `${stagesPage}, checklist 15; ${issue(27918)}`,
  },
  {
    since: '2.0.1',
    severity: 'warning',
    message: 'the docker driver needs Docker 19.03 or newer (API 1.40)',
    source: 'moby/client in https://github.com/hashicorp/nomad/blob/v2.0.1/go.mod',
  },
  {
    since: '2.0.4',
    severity: 'warning',
    message:
      'a docker task with pid_mode, ipc_mode, userns_mode or uts_mode of any value needs allowed_modes or allow_privileged in the plugin block of the clients',
    source: `CHANGELOG 2.0.4: ${issue(28190)}`,
  },
  {
    since: '2.0.4',
    severity: 'warning',
    message:
      'with volumes.enabled = false docker tasks can no longer mount host paths through symbolic links',
    source: `CHANGELOG 2.0.4: ${issue(28177)}`,
  },
  {
    since: '2.0.6',
    severity: 'warning',
    message: 'a group with lifecycle tasks only, without a main task, is refused',
    source: issue(28283),
  },
  {
    since: '2.1.0',
    severity: 'warning',
    message:
      'server.retry_join, retry_interval, retry_max and start_join are unknown keys, with which the agent does not start: use server_join',
    source: guide('2.1.0'),
  },
  {
    since: '2.1.0',
    severity: 'warning',
    message: 'nomad server join and the Join Agent API need a token with agent:write',
    source: guide('2.1.0'),
  },
];
