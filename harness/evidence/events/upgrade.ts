import { z } from 'zod';
import { type DataOf, kind, type Part } from './kind.ts';
import { writeRecord } from './volumes.ts';

/** Name of the step that it belongs to, such as `1/6 server-2`. */
const step = z.string();

/** A step is about to be taken. `role` is that of its node, or what it does to all of them. */
export const stepBegin = kind('step-begin', {
  step,
  role: z.string(),
  /** `upgrade` unless given. */
  does: z.string().optional(),
  /** What the agent is that is replaced: `follower`, `leader`, `canary` or `client`. */
  part: z.string().optional(),
});

/** A step was taken: an agent was replaced, unless `did` says otherwise. */
export const stepEnd = kind('step-end', {
  step,
  role: z.string(),
  /** What the step did in place of replacing an agent by the new version. */
  did: z.string().optional(),
  /** Whether the client had been drained before. */
  drained: z.boolean().optional(),
  /** From the signal that ends the old agent until Nomad sees the new one, in milliseconds. Given for a replaced agent. */
  downMs: z.number().optional(),
  /** Whether the old agent did not end on SIGTERM. */
  killed: z.boolean().optional(),
  /** The machine's id in Nomad (raft or node id) before and after. Given for a machine or an agent that went away. */
  before: z.string().optional(),
  after: z.string().optional(),
});

/** A server that was put back did not come up with the older version, and got the newer one again. */
export const putBackRefused = kind('put-back-refused', { step, error: z.string() });

export const stepFailed = kind('step-failed', { step, error: z.string() });

/** Suites that were run after a step. */
export const conformance = kind('conformance', { step, passed: z.number(), failed: z.number() });

const taskRun = z.object({
  job: z.string(),
  allocation: z.string(),
  task: z.string(),
  node: z.string(),
  startedAt: z.string(),
  restarts: z.number(),
  /** First process of the task, `<pid>@<start>`. Undefined when the node has no process of the task. */
  process: z.string().optional(),
  /** It has come to the end that a task of its kind comes to. */
  ended: z.boolean().optional(),
  /** Its end is its work's end. */
  mayEnd: z.boolean().optional(),
  /** Of its job; `default` when not given. */
  namespace: z.string().optional(),
});

/** A task that was running, by what tells whether it is still the same run. */
export interface TaskRun extends Part<typeof taskRun> {}

/** The tasks that run after a step, or before the first one. */
export const continuity = kind('continuity', { step, tasks: z.array(taskRun) });

const changed = {
  change: z.enum(['lost', 'restarted', 'process-changed', 'moved']),
  job: z.string(),
  allocation: z.string(),
  task: z.string(),
  /** The client that it ran on. */
  node: z.string(),
  message: z.string(),
};

/** What a step did to a task that had been running. */
export const continuityChange = kind('continuity-change', {
  step,
  planned: z.boolean().optional(),
  ...changed,
});

/** Allocations that failed or were lost, with their job, client and status. */
export const allocationsFailed = kind('allocations-failed', { step, allocations: z.array(z.string()) });

/** Whether the driver, which alone could, refused a second writer. */
export const twinProbe = kind('twin-probe', {
  step,
  volume: z.string(),
  allocation: z.string(),
  /** The driver's refusal, or how the allocation that should never have started ended. */
  outcome: z.string(),
});

/** Whether Nomad refused a second writer. */
export const claimProbe = kind('claim-probe', {
  step,
  volume: z.string(),
  /** Allocations that should not be there. */
  admitted: z.array(z.string()),
  reasons: z.array(z.string()),
});

/** A changed system job, with what went wrong; undefined when every client runs it. */
export const rollout = kind('rollout', { step, ms: z.number(), error: z.string().optional() });

/** A drain, with what went wrong; undefined when the work moved as it should. */
export const drainProbe = kind('drain-probe', { step, ms: z.number(), error: z.string().optional() });

/** Whether a server answered a read that needs a leader. */
export const api = kind('api', {
  server: z.string(),
  ok: z.boolean(),
  ms: z.number(),
  /** Whether it was asked on a connection of its own. Not given in a ledger of before format 4, where none was. */
  connection: z.enum(['new', 'reused']).optional(),
});

/** What became of a stream that is kept open through a server to a task on a client. */
export const stream = kind('stream', {
  stream: z.enum(['exec', 'logs']),
  client: z.string(),
  allocation: z.string(),
  server: z.string(),
  /** `heard`: something came. `cut`: it ended after that, or was given up in its silence. `refused`: nothing had come. */
  did: z.enum(['opened', 'heard', 'cut', 'refused']),
  error: z.string().optional(),
});

/** Whether a server accepted a job, and which one. */
export const submit = kind('submit', { job: z.string(), ok: z.boolean(), server: z.string().optional() });

/** How long after it was accepted each job of a step ran. */
export const scheduled = kind('scheduled', {
  step,
  jobs: z.array(z.object({ job: z.string(), ms: z.number() })),
});

/** Accepted jobs that never ran. */
export const submitLost = kind('submit-lost', { jobs: z.array(z.string()) });

const jobType = z.enum(['service', 'batch', 'system', 'sysbatch']);
export type JobType = z.infer<typeof jobType>;

/** Whether one server would take a job of one type. */
export const registration = kind('registration', {
  step,
  server: z.string(),
  type: jobType,
  /** Nomad's reason; undefined when it takes the job. */
  refused: z.string().optional(),
});
export interface Registration extends DataOf<typeof registration> {}

/** What one server answered as the leader; how long it took, and its refusal where it refused. */
export const leaderAsked = kind('leader-asked', {
  step,
  server: z.string(),
  question: z.string(),
  ms: z.number(),
  refused: z.string().optional(),
});

/** A client whose identity has a short lifetime, seen at the end of the rehearsal. */
export const identitySeen = kind('identity-seen', {
  step,
  client: z.string(),
  ttlMs: z.number(),
  /** How long all servers have been of the new version, and how long ago the last of them was made the leader. */
  sinceServersMs: z.number(),
  sinceLeaderMs: z.number(),
  /** Of the node in Nomad. */
  status: z.string(),
  /** How old its identity is; undefined where none could be read. */
  ageMs: z.number().optional(),
  error: z.string().optional(),
});

/** Whether work went on or started on clients that a system job in node pool "all" is on. */
export const allPools = kind('all-pools', {
  step,
  /** `system`: that job itself; `service`: one in the default pool, placed beside it. */
  work: z.enum(['system', 'service']),
  clients: z.array(z.string()),
  ms: z.number(),
  refused: z.string().optional(),
});

/** Whether a command ran in an exec task on a client, before the first step or after its agent was replaced. */
export const execTried = kind('exec-tried', {
  step,
  client: z.string(),
  ms: z.number(),
  refused: z.string().optional(),
});

/** Where the version of a system job after one that failed does not run, so long after it was registered. */
export const rolloutRetried = kind('rollout-retried', {
  step,
  ms: z.number(),
  missing: z.array(z.string()),
  /** Where it was placed, and failed. */
  failed: z.array(z.string()).optional(),
  /** Why there is no such version. */
  error: z.string().optional(),
});

/** The stop of an allocation on a client that has changed its node pool since it was placed. */
export const movedClient = kind('moved-client', {
  step,
  client: z.string(),
  ms: z.number(),
  refused: z.string().optional(),
});

/** Whether a job that waited for a volume was placed when that was made. */
export const awaitedVolume = kind('awaited-volume', {
  step,
  ms: z.number(),
  refused: z.string().optional(),
});

/** What became of a volume that two allocations on one client shared, when one of them was stopped. */
export const sharedVolume = kind('shared-volume', {
  step,
  client: z.string(),
  ms: z.number(),
  refused: z.string().optional(),
});

/** Whether what a job says of a client that is cut off held while it was, or when it was back. */
export const cutOff = kind('cut-off', {
  step,
  /** What its work was to be. */
  job: z.enum(['kept', 'replaced', 'stopped']),
  when: z.enum(['cut', 'back']),
  ms: z.number(),
  refused: z.string().optional(),
  /** Why nothing could be seen. */
  unseen: z.string().optional(),
});

/** A job that was placed by the old version, and what the new one did when it was planned, restarted or started anew. */
export const startedAnew = kind('started-anew', {
  job: z.string(),
  namespace: z.string().optional(),
  way: z.enum(['plan', 'restart', 'start']),
  ms: z.number(),
  refused: z.string().optional(),
});

/** A check that these versions leave nothing to see for. */
export const checkSkipped = kind('check-skipped', { check: z.string(), reason: z.string() });

/** Launches of the periodic job while the probes ran, and how many were due in that time. */
export const periodic = kind('periodic', { launches: z.number(), expected: z.number() });

/** What is in a volume and what its writers say they had written. */
export const volumeRecords = kind('volume-records', {
  volume: z.string(),
  singleWriter: z.boolean(),
  records: z.array(writeRecord),
  /** Allocation → highest sequence that its writer had acknowledged; without an allocation of which none could be read. */
  acknowledged: z.record(z.string(), z.number()),
});
export interface WrittenRecords extends DataOf<typeof volumeRecords> {}

/** Allocations whose poststop task did not end well. */
export const poststopBroken = kind('poststop-broken', { allocations: z.array(z.string()) });

/** The servers' snapshot, taken before the first step: a rollback is due. */
export const snapshot = kind('snapshot', { file: z.string(), bytes: z.number() });

export const rollbackBegin = kind('rollback-begin', { from: z.string(), to: z.string() });

export const rollbackStep = kind('rollback-step', { step, ms: z.number(), error: z.string().optional() });

/** What the rollback did to a task that had been running. */
export const rollbackTask = kind('rollback-task', changed);

/** Clients took no new work from the restored servers until their agents were started again. */
export const rollbackClientsRestarted = kind('rollback-clients-restarted', { error: z.string() });

const damage = z.object({
  what: z.enum(['jobs', 'allocations', 'volumes', 'variables']),
  id: z.string(),
  /**
   * `forgotten`: made since the snapshot, which is what a snapshot costs; `gone`: it was in the snapshot, too; `back`: it
   * had been removed since the snapshot; `changed`: older or other content.
   */
  change: z.enum(['forgotten', 'gone', 'back', 'changed']),
  before: z.string().optional(),
  after: z.string().optional(),
});

/** One thing that is not as it was before the rollback. */
export interface Damage extends Part<typeof damage> {}

export const rollbackDamage = kind('rollback-damage', { damage: z.array(damage) });
