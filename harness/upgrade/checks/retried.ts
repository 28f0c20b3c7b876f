import { failureOf } from '../../cluster/index.ts';
import { type DataOf, events } from '../../evidence/index.ts';
import { stop } from '../../judge/index.ts';
import type { AllocationListStub, Job } from '../../nomad/index.ts';
import { WaitFailed, type WaitLimits, waits } from '../../wait/index.ts';
import { bugRule, evaluatedWithinMs, evidence, rule, type Stage, type UpgradeCheck } from './check.ts';
import { clientNames, runsOn } from './runs-on.ts';
import { lasting, smallJob } from './small-job.ts';

const job = 'upgrade-retried';
const withinMs = 60_000;
const second = 1e9;

/** One client after the other, and to an end within seconds. Times in nanoseconds. */
const update = {
  ...{ MaxParallel: 1, Stagger: second, HealthCheck: 'task_states' as const },
  ...{ MinHealthyTime: second / 10, HealthyDeadline: 15 * second, ProgressDeadline: 30 * second },
};

/** A version of a system job that fails, and the one that corrects it. It is seen by {@link retriedSeen}, whose time is that of others. */
export const retried: UpgradeCheck = {
  name: 'retried',
  says: () => ({
    afterLastStep: 'a change of a system job fails, and the next one must run on every client within 60 s',
  }),
  leaves: [evidence(events.rolloutRetried)],
  afterLastStep: async (step, stage) => {
    const { cluster, ledger, signal } = stage;
    const error = await failureOf(failThenChange(stage), cluster, signal);
    if (error === undefined) stage.retriedAt = Date.now();
    else ledger.append(events.rolloutRetried, { step, ms: 0, missing: [], error: error.split('\n')[0] });
  },
};

/** That version runs on every client in time. */
export const retriedSeen: UpgradeCheck = {
  name: 'retried-seen',
  // What is registered after the snapshot is forgotten by servers that go back.
  async atEnd(step, stage) {
    if (stage.rollbackTo !== undefined) await seeRetried(step, stage);
  },
  readBack: seeRetried,
  rules: [
    bugRule(events.rolloutRetried, 'to', (line) => ({
      'rollout-refused':
        line.error !== undefined && `${line.step}: a system job could not be changed: ${line.error}`,
      'rollout-retried': line.missing.length > 0 && inWords(line),
    })),
    // Where it was placed and failed, no bug of placing is the reason.
    rule(stop, events.rolloutRetried, ({ step, failed = [] }) => ({
      'rollout-fails':
        failed.length > 0 &&
        `${step}: the version of a system job after one that failed fails, too, on ${failed.join(', ')}`,
    })),
  ],
};

const inWords = ({ step, ms, missing }: DataOf<typeof events.rolloutRetried>) =>
  `${step}: the version of a system job after one that failed does not run on ${missing.join(', ')} ${Math.round(ms / 1000)} s after it was registered`;

const versionOf = (command: readonly string[], round: number): Job => ({
  ...smallJob(job, { type: 'system', command }),
  Update: update,
  Meta: { round: String(round) },
});

async function failThenChange(stage: Stage): Promise<void> {
  const { inject, signal } = stage;
  const { nomad } = stage.cluster;
  const limits = { timeoutMs: evaluatedWithinMs, signal };
  await nomad.jobs.register(versionOf(lasting, 0), { signal });
  await runsOn(stage, job, clientNames(stage));
  await ended(nomad, limits);
  await nomad.jobs.register(versionOf(['/bin/false'], 1), { signal });
  await waits.allocationsOf(
    nomad,
    job,
    (all) => all.some((each) => each.JobVersion === 1 && each.ClientStatus === 'failed') || undefined,
    { ...limits, what: `failure of a version of ${job}` },
  );
  await ended(nomad, limits);
  await nomad.jobs.register(versionOf(inject.includes('bad-version') ? ['/bin/false'] : lasting, 2), {
    signal,
  });
}

/** Returns when the job's deployment has come to its end, good or bad; before 1.11 a system job has none. */
async function ended(nomad: Stage['cluster']['nomad'], limits: WaitLimits): Promise<void> {
  const deployment = await nomad.jobs.latestDeployment(job, { signal: limits.signal });
  if (!deployment) return;
  await waits.deploymentDone(nomad, deployment.ID, limits).catch((error: unknown) => {
    if (!(error instanceof WaitFailed)) throw error;
  });
}

async function seeRetried(step: string, stage: Stage): Promise<void> {
  const { retriedAt, cluster, ledger, signal } = stage;
  if (retriedAt === undefined) return;
  stage.retriedAt = undefined;
  const { nomad } = cluster;
  const names = clientNames(stage);
  const timeoutMs = Math.max(1000, retriedAt + withinMs - Date.now());
  if (!(await isOver(stage))) {
    const limits = { timeoutMs, signal, what: `version 2 of ${job} on each client` };
    const everywhere = waits.allocationsOf(
      nomad,
      job,
      (all) => reached(all, names).missing.length === 0 || undefined,
      limits,
    );
    await failureOf(everywhere, cluster, signal);
  }
  const found = reached(await nomad.jobs.allocations(job, { signal }), names);
  ledger.append(events.rolloutRetried, { step, ms: Date.now() - retriedAt, ...found });
}

/** The clients that the last version does not run on, and those where it was placed and failed. */
function reached(all: readonly AllocationListStub[], clients: readonly string[]) {
  const last = all.filter(({ JobVersion }) => JobVersion === 2);
  const being = (status: string) =>
    clients.filter((name) =>
      last.some(({ NodeName, ClientStatus }) => NodeName === name && ClientStatus === status),
    );
  const [running, failed] = [being('running'), being('failed')];
  return { missing: clients.filter((name) => ![...running, ...failed].includes(name)), failed };
}

/** Whether nothing of Nomad's is under way that would bring the last version to a client: then no time does. */
async function isOver({ cluster: { nomad }, signal }: Stage): Promise<boolean> {
  const [deployment, evaluations, allocations] = await Promise.all([
    nomad.jobs.latestDeployment(job, { signal }),
    nomad.jobs.evaluations(job, { signal }),
    nomad.jobs.allocations(job, { signal }),
  ]);
  return (
    deployment?.Status !== 'running' &&
    evaluations.every(({ Status }) => Status !== 'pending' && Status !== 'blocked') &&
    allocations.every(({ ClientStatus }) => ClientStatus !== 'pending')
  );
}
