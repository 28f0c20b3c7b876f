import { accepted, type CheckedJob } from './checked-job.ts';

const second = (name: string, more = '') => `task "${name}" {
      driver = "exec"
      config {
        command = "true"
      }
      ${more}
    }`;

/** Jobs with another block or attribute in their task, or with a second task. */
export const checkedTasks: CheckedJob[] = [
  // Servers do not know the drivers: the scheduler decides.
  { name: 'driver-unknown', replace: { '"exec"': '"no-such-driver"' } },
  { name: 'kill-signal-unknown', task: 'kill_signal = "SIGNOTHING"' },
  {
    name: 'lifecycle-unknown-hook',
    task: `lifecycle {
        hook    = "prestop"
        sidecar = false
      }`,
    group: second('other'),
    refused: /invalid hook: prestop/,
  },
  {
    // nomad#24837
    name: 'lifecycle-without-hook',
    task: 'lifecycle { sidecar = false }',
    refused: [accepted, ['1.10.4', /argument "hook" is required/]],
    byParser: true,
  },
  {
    name: 'logs-larger-than-disk',
    group: 'ephemeral_disk { size = 20 }',
    task: `logs {
        max_files     = 10
        max_file_size = 10
      }`,
    refused: /log storage \(100 MB\) must be less than requested disk capacity \(20 MB\)/,
  },
  {
    name: 'memory-max-below-memory',
    task: `resources {
        cpu        = 20
        memory     = 64
        memory_max = 32
      }`,
    refused: /MemoryMaxMB value \(32\) should be larger than MemoryMB value \(64\)/,
  },
  {
    name: 'memory-too-small',
    task: `resources {
        cpu    = 20
        memory = 5
      }`,
    refused: /minimum MemoryMB value is 10; got 5/,
  },
  {
    name: 'poststop-sidecar',
    group: second(
      'after',
      `lifecycle {
        hook    = "poststop"
        sidecar = true
      }`,
    ),
  },
  {
    name: 'secret-block',
    task: `secret "word" {
        provider = "nomad"
        path     = "nomad/jobs/any"
      }`,
    refused: [/Blocks of type "secret" are not expected/, ['1.11.0', accepted]],
    byParser: true,
  },
  {
    name: 'task-twice',
    group: second('main'),
    refused: /Task 2 redefines 'main' from task 1/,
  },
  { name: 'task-without-driver', replace: { 'driver = "exec"': '' }, refused: /Missing task driver/ },
  {
    name: 'template-outside-of-task',
    task: `template {
        data        = "text"
        destination = "../../../file"
      }`,
    refused: /destination escapes allocation directory/,
  },
  {
    name: 'template-signal-unnamed',
    task: `template {
        data        = "text"
        destination = "local/file"
        change_mode = "signal"
      }`,
  },
  {
    name: 'template-unknown-change-mode',
    task: `template {
        data        = "text"
        destination = "local/file"
        change_mode = "sometimes"
      }`,
    refused: /Invalid change mode/,
  },
  {
    name: 'two-leaders',
    task: 'leader = true',
    group: second('other', 'leader = true'),
    refused: /Only one task may be marked as leader/,
  },
  {
    name: 'volume-mount-undefined',
    task: `volume_mount {
        volume      = "data"
        destination = "/data"
      }`,
    refused: [/referencing undefined volume data/, ['1.6.0', /references undefined volume data/]],
  },
];
