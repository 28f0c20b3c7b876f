import { accepted, type CheckedJob } from './checked-job.ts';

const reschedule = `reschedule {
      attempts  = 1
      interval  = "1h"
      unlimited = false
    }`;

/** The plain job, and jobs with another block or attribute in the job or its group. */
export const checkedGroups: CheckedJob[] = [
  { name: 'plain' },
  {
    name: 'canaries-of-batch',
    group: 'update { canary = 1 }',
    refused: /"batch" does not allow update block/,
  },
  {
    name: 'constraint-unknown-operator',
    group: `constraint {
      attribute = "\${attr.kernel.name}"
      operator  = "resembles"
      value     = "linux"
    }`,
    refused: /Unknown constraint type "resembles"/,
  },
  { name: 'count-negative', group: 'count = -1', refused: /count can't be negative/ },
  {
    name: 'disconnect-unknown-reconcile',
    type: 'service',
    group: `disconnect {
      lost_after = "1h"
      reconcile  = "sometimes"
    }`,
    refused: [
      /Blocks of type "disconnect" are not expected/,
      ['1.8.0', /reconcile option is invalid: sometimes/],
    ],
    byParser: true,
  },
  { name: 'name-too-long', replace: { '"app"': `"${'a'.repeat(300)}"` } },
  {
    name: 'namespace-unknown',
    job: 'namespace = "no-such-namespace"',
    refused: /nonexistent namespace "no-such-namespace"/,
  },
  { name: 'no-group', without: 'group', refused: /Missing job task groups/ },
  { name: 'no-task', without: 'task', group: 'count = 1', refused: /Missing tasks for task group/ },
  {
    name: 'node-pool-unknown',
    job: 'node_pool = "no-such-pool"',
    refused: [
      /argument named "node_pool" is not expected/,
      ['1.6.0', /nonexistent node pool "no-such-pool"/],
    ],
    byParser: true,
  },
  {
    name: 'periodic-service',
    type: 'service',
    job: 'periodic { cron = "0 3 * * *" }',
    refused: /Periodic can only be used with "batch" or "sysbatch"/,
  },
  {
    name: 'periodic-unreadable',
    job: 'periodic { cron = "every night" }',
    refused: /Invalid cron spec "every night"/,
  },
  {
    name: 'port-label-unfit',
    group: `network {
      port "http port" {}
    }`,
  },
  {
    name: 'port-twice',
    group: `network {
      port "http" { static = 8080 }
      port "admin" { static = 8080 }
    }`,
    refused: /Static port 8080 already reserved/,
  },
  { name: 'priority-too-high', job: 'priority = 101', refused: /priority must be between \[1, 100\]/ },
  {
    name: 'reschedule-unknown-delay',
    group: `reschedule {
      delay          = "10s"
      delay_function = "sometimes"
      unlimited      = true
    }`,
    refused: /Invalid delay function "sometimes"/,
  },
  {
    name: 'reschedule-without-interval',
    group: `reschedule {
      attempts  = 3
      interval  = "0s"
      unlimited = false
    }`,
    refused: /Interval must be a non zero value if Attempts > 0/,
  },
  {
    name: 'restart-too-often',
    group: `restart {
      attempts = 10
      interval = "5s"
      delay    = "5s"
      mode     = "delay"
    }`,
    refused: /can't restart the TaskGroup 10 times in an interval of 5s/,
  },
  {
    name: 'restart-unknown-mode',
    group: `restart {
      attempts = 1
      mode     = "sometimes"
    }`,
    refused: /Unsupported restart mode: "sometimes"/,
  },
  {
    name: 'service-check-without-interval',
    group: `network {
      port "http" {}
    }
    service {
      name     = "web"
      provider = "nomad"
      port     = "http"
      check {
        type    = "tcp"
        timeout = "1s"
      }
    }`,
    refused: [
      /missing required value interval/,
      ['1.3.0', /Service with provider nomad cannot include Check blocks/],
      ['1.4.0', /missing required value interval/],
    ],
  },
  {
    name: 'service-port-unknown',
    group: `service {
      name     = "web"
      provider = "nomad"
      port     = "http"
    }`,
  },
  {
    name: 'single-writer-count-two',
    group: `count = 2
    volume "data" {
      type            = "csi"
      source          = "any"
      access_mode     = "single-node-writer"
      attachment_mode = "file-system"
    }`,
    refused: [accepted, ['1.3.0', /single-node-writer access mode allows only one reader or writer/]],
  },
  {
    // nomad#26279
    name: 'sysbatch-with-reschedule',
    type: 'sysbatch',
    group: reschedule,
    refused: [
      /Invalid delay function/,
      ['1.11.0', /System or sysbatch jobs should not have a reschedule policy/],
    ],
  },
  {
    name: 'system-with-affinity',
    type: 'system',
    group: `affinity {
      attribute = "\${node.unique.name}"
      value     = "client-1"
      weight    = 50
    }`,
    refused: [
      /System jobs may not have an affinity stanza/,
      ['1.5.0', /System jobs may not have an affinity block/],
    ],
  },
  { name: 'system-with-canary', type: 'system', group: 'update { canary = 1 }' },
  {
    name: 'system-with-reschedule',
    type: 'system',
    group: reschedule,
    refused: [
      /System jobs should not have a reschedule policy/,
      ['1.11.0', /System or sysbatch jobs should not have a reschedule policy/],
    ],
  },
  {
    name: 'unknown-attribute',
    group: 'colour = "green"',
    refused: /An argument named "colour" is not expected/,
  },
  {
    name: 'update-deadline-too-short',
    type: 'service',
    group: `update {
      min_healthy_time = "10m"
      healthy_deadline = "1m"
    }`,
    refused: /Minimum healthy time must be less than healthy deadline/,
  },
  {
    name: 'volume-sticky',
    group: `volume "data" {
      type   = "host"
      source = "any"
      sticky = true
    }`,
    refused: [/An argument named "sticky" is not expected/, ['1.10.0', accepted]],
    byParser: true,
  },
  {
    name: 'volume-unknown-type',
    group: `volume "data" {
      type   = "tape"
      source = "any"
    }`,
  },
  {
    name: 'volume-without-access-mode',
    group: `volume "data" {
      type   = "csi"
      source = "any"
    }`,
    refused: /CSI volumes must have an access mode/,
  },
];
