import { guide, issue, type Limit } from './limit.ts';

/** Of the lines 1.10 and 1.11, oldest first. */
export const limitsOf110: readonly Limit[] = [
  {
    since: '1.10.0',
    severity: 'warning',
    message:
      'tokens for Vault and Consul in the agent configuration or jobs work no more: set up workload identity',
    source: guide('1.7.0, Vault and Consul integration changes'),
  },
  {
    since: '1.10.0',
    severity: 'warning',
    message:
      'stop_after_client_disconnect, max_client_disconnect and prevent_reschedule_on_lost are ignored: use the disconnect block',
    source: guide('1.8.0 and 1.10.0'),
  },
  {
    since: '1.10.0',
    severity: 'warning',
    message: 'plugins in plugin_dir without a plugin block in the configuration are skipped without an error',
    source: `${guide('1.10.0')}, ${issue(18530)}`,
  },
  {
    since: '1.10.0',
    severity: 'warning',
    message: 'tasks with a template get no Consul identity by themselves: add a consul block to the task',
    source: guide('1.10.0'),
  },
  {
    since: '1.10.0',
    severity: 'warning',
    message: 'remote task drivers are no longer supported: their tasks are neither detached nor found again',
    source: issue(24909),
  },
  {
    since: '1.10.1',
    severity: 'warning',
    message:
      'an agent exits when it reloads a wrong configuration; a server exits when its keyring is not decrypted within start_timeout, 30 s',
    source: guide('1.10.1'),
  },
  {
    since: '1.10.1',
    when: 'after',
    severity: 'warning',
    message: 'nomad operator raft remove-peer no longer takes -peer-address: give -peer-id',
    source: issue(25599),
  },
  {
    since: '1.10.2',
    severity: 'warning',
    message:
      'templates no longer have the sprig functions of dates, random values, environment and host names (sprig_date, sprig_uuidv4, sprig_env …)',
    source: `CHANGELOG 1.10.2: ${issue(25998)}`,
  },
  {
    since: '1.10.2',
    severity: 'warning',
    message: 'metrics of allocations are published only with telemetry.publish_allocation_metrics = true',
    source: guide('1.10.2'),
  },
  {
    since: '1.11.0',
    until: '2.0.0',
    when: 'after',
    severity: 'warning',
    message:
      'CLIENTS CAN ALL GO DOWN A DAY LATER: servers that are replaced in place within seconds do not renew node identities (nomad#27763). Restart every server once more after the last one, or go to 2.0.0 or later',
    source: `${issue(27763)}, fixed by ${issue(27773)}`,
  },
  {
    since: '1.11.0',
    severity: 'warning',
    message: 'system and sysbatch jobs with a reschedule block are refused',
    source: guide('1.11.0'),
  },
  {
    since: '1.11.0',
    severity: 'warning',
    message: 'ACL policies with duplicate or unknown keys can no longer be written',
    source: guide('1.11.0'),
  },
  {
    since: '1.11.0',
    until: '1.11.3',
    when: 'during',
    severity: 'warning',
    message: 'system deployments hang while clients are older than 1.11 (nomad#27382, fixed in 1.11.3)',
    source: issue(27382),
  },
  {
    since: '1.11.0',
    severity: 'warning',
    message: 'a job with a task that is named "alloc" is refused',
    source: issue(27001),
  },
  {
    since: '1.11.0',
    severity: 'warning',
    message: 'a job may have 50000 allocations, unless job_max_count of the servers says otherwise',
    source: guide('1.11.0'),
  },
  {
    since: '1.11.0',
    when: 'after',
    severity: 'warning',
    message:
      'the job label of the nomad.nomad.broker metrics is the parent of dispatched and periodic jobs; eval_id is gone',
    source: `${guide('1.11.0')}, ${issue(26737)}`,
  },
  {
    since: '1.11.1',
    severity: 'warning',
    message:
      'a client offers all its disk but client.reserved.disk; the attribute unique.storage.bytesfree is gone, with it every node for constraints on it',
    source: `${guide('1.11.1')}, ${issue(27019)}`,
  },
  {
    since: '1.11.1',
    severity: 'warning',
    message: 'email in the auth block of a docker task is refused',
    source: issue(27156),
  },
  {
    since: '1.11.2',
    until: '1.11.3',
    when: 'after',
    severity: 'warning',
    message: "the event stream's answer has a broken status line in 1.11.2 (nomad#27582)",
    source: issue(27582),
  },
];
