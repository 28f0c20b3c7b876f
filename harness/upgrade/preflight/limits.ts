/** A change that a version brought and that an upgrade past it has to reckon with. */
export interface Limit {
  /** It concerns an upgrade from before this version to this or a later one. */
  since: string;
  /** It concerns no target from this version on. */
  until?: string;
  /** It concerns only upgrades from before this version. */
  fromBefore?: string;
  /** A `break` is refused unless the user insists; a `warning` is printed. */
  severity: 'break' | 'warning';
  message: string;
  source: string;
}

const guide = (version: string) =>
  `Nomad docs, Upgrade guides, ${version}: https://developer.hashicorp.com/nomad/docs/upgrade/upgrade-specific`;
const issue = (number: number) => `https://github.com/hashicorp/nomad/issues/${number}`;

/** From Nomad's own upgrade guides and issues, oldest first. */
export const limits: readonly Limit[] = [
  {
    since: '1.3.0',
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
      'stop_after_client_disconnect, max_client_disconnect and prevent_reschedule_on_lost are gone: use the disconnect block',
    source: guide('1.8.0 and 1.10.0'),
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
    fromBefore: '1.11.0',
    severity: 'warning',
    message: 'system deployments hang while clients are older than 1.11 (nomad#27382, fixed in 1.11.3)',
    source: issue(27382),
  },
  {
    since: '1.11.2',
    until: '1.11.3',
    severity: 'warning',
    message: "the event stream's answer has a broken status line in 1.11.2 (nomad#27582)",
    source: issue(27582),
  },
];
