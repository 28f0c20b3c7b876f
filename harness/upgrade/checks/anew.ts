import { answerTo } from '../../cluster/index.ts';
import { BehaviourError } from '../../errors.ts';
import { type DataOf, type Entry, events } from '../../evidence/index.ts';
import { restartInPlace, runAnew } from '../../jobs/index.ts';
import { type Finding, stop, unknown } from '../../judge/index.ts';
import { hasEnded, type Job } from '../../nomad/index.ts';
import { waits } from '../../wait/index.ts';
import { injectBeforeStart } from '../injection.ts';
import { holdersStay } from '../plan/order.ts';
import { batchJob, periodicJob, serviceJob, systemJob } from '../workload/workload.ts';
import { evidence, type Owing, rule, type Stage, type UpgradeCheck } from './check.ts';

/** Jobs of ours that still run when the writers were stopped. */
const lasting = [serviceJob, batchJob, systemJob];
const endWithinMs = 60_000;
/** What a new version forbids a task shows as soon as the task begins. */
const staysMs = 3000;

const holdersOf = ({ volumes }: Pick<Owing, 'volumes'>) =>
  volumes.flatMap(({ writers, readers = [] }) => [...writers, ...readers].map(({ job }) => job));
const ours = (owing: Pick<Owing, 'volumes'>) => [...lasting, ...holdersOf(owing)];

const ways = ['plan', 'restart', 'start'] as const;
type Way = (typeof ways)[number];
const words = { plan: 'planned', restart: 'restarted', start: 'started anew' };
const partOf = ({ job, way }: { job: string; way: Way }) => `${job} ${words[way]}`;
const seen = (line: DataOf<typeof events.startedAnew>) => [partOf(line)];

/** Each job of ours with what is due of it, in the order in which it is done. */
export const waysDue = (owing: Pick<Owing, 'volumes'>): { job: string; way: Way }[] => [
  ...[...ours(owing), periodicJob].map((job) => ({ job, way: 'plan' as const })),
  ...lasting.map((job) => ({ job, way: 'restart' as const })),
  ...ours(owing).map((job) => ({ job, way: 'start' as const })),
];

const partsDue = (ways: readonly Way[]) => (owing: Owing) =>
  waysDue(owing)
    .filter(({ way }) => ways.includes(way))
    .map(partOf);

/** After a rollback the jobs are those of the snapshot, on the old version. */
const when = ({ rollback }: Pick<Owing, 'rollback'>) => !rollback;

/**
 * What the old version has placed is planned again by the new one, and what still runs is restarted in its place: the next time that
 * either happens on the operator's cluster nobody thinks of the upgrade any more.
 */
export const restarted: UpgradeCheck = {
  name: 'restarted',
  says: (request) =>
    when(request)
      ? { readBack: 'each job is planned again, and what still runs is restarted in its place' }
      : {},
  leaves: [evidence(events.startedAnew, { when, of: partsDue(['plan', 'restart']), seen })],
  async readBack(_, stage) {
    if (stage.rollbackTo !== undefined) return;
    for (const job of [...ours(stage), periodicJob]) await tried(stage, job, 'plan', planAgain);
    await Promise.all(lasting.map((job) => tried(stage, job, 'restart', restart)));
  },
  rules: [
    rule(stop, events.startedAnew, ({ job, way, refused }, entries) => ({
      [`job-${way}`]:
        refused !== undefined && `${nameOf(job, refused, entries)} cannot be ${words[way]}: ${refused}`,
    })),
    unstarted,
  ],
};

/** Each job is stopped and started on the new version. */
export const startedAnew: UpgradeCheck = {
  name: 'started-anew',
  says: (request) =>
    when(request)
      ? {
          readBack:
            'each job is stopped and started anew: its tasks must go on without a restart, and yours are restarted in their place then',
        }
      : {},
  leaves: [evidence(events.startedAnew, { when, of: partsDue(['start']), seen })],
  async readBack(_, stage) {
    if (stage.rollbackTo !== undefined) return;
    await injectBeforeStart(stage.inject, stage.cluster);
    await Promise.all(ours(stage).map((job) => tried(stage, job, 'start', stopAndStart)));
    // The comparison that follows is of a cluster without them.
    for (const job of holdersOf(stage)) await stage.cluster.nomad.jobs.stop(job);
  },
};

async function tried(
  stage: Stage,
  id: string,
  way: Way,
  work: (stage: Stage, job: Job) => Promise<void>,
): Promise<void> {
  const { cluster, ledger, onProgress, signal } = stage;
  const job = await cluster.nomad.jobs.read(id, { signal });
  const { ms, refused } = await answerTo(work(stage, job), cluster, signal);
  ledger.append(events.startedAnew, { job: id, way, ms, refused });
  if (refused !== undefined) onProgress(`${id} cannot be ${words[way]}: ${refused}`);
}

async function planAgain({ cluster, signal }: Stage, job: Job): Promise<void> {
  await cluster.nomad.jobs.plan({ ...job, Stop: false }, { signal });
}

async function restart({ cluster: { nomad }, mode, order, signal }: Stage, { ID }: Job): Promise<void> {
  const restarted = await restartInPlace(nomad, { ID }, { mayEnd: false, signal });
  // Batch work that a drain has stopped, such as that before a reboot, may be waiting for another evaluation.
  const wasDrained = !holdersStay({ mode, order });
  if (restarted === 0 && !(wasDrained && ID === batchJob))
    throw new BehaviourError('ALLOCATION_MISSING', `nothing of job ${ID} runs that could be restarted`);
}

async function stopAndStart({ cluster: { nomad }, signal }: Stage, job: Job) {
  await nomad.jobs.stop(job.ID, {}, { signal });
  await waits.allocationsOf(nomad, job.ID, (all) => all.every(hasEnded) || undefined, {
    ...{ timeoutMs: endWithinMs, signal, what: `end of job ${job.ID}` },
  });
  await runAnew(nomad, job, { staysMs, signal });
}

/** Names that stand in most refusals, whatever they are about. */
const common = ['job', 'group', 'task', 'type'];

/** A job of the operator by its file, with the lines of what a refusal names. */
function nameOf(job: string, refused: string, entries: readonly Entry[]): string {
  const own = events.operatorJob.of(entries).find((each) => each.job === job);
  if (own === undefined) return job;
  const { file, groups, lines = {} } = own;
  const said = new Set(refused.match(/\w+/g));
  const others = [...common, job, ...groups.map(({ name }) => name)];
  const named = Object.keys(lines).filter((name) => said.has(name) && !others.includes(name));
  const at = [...new Set(named.flatMap((name) => lines[name] ?? []))].sort((a, b) => a - b);
  return `${[file, ...(at.length > 0 ? [at.join(',')] : [])].join(':')}: job ${job}`;
}

/** Of the operator's jobs each is due, whose names the plan does not know yet. */
function unstarted(entries: readonly Entry[]): Finding[] {
  const isDue = events.plan.of(entries)[0]?.due.some(({ kind }) => kind === events.startedAnew.name);
  const found = events.startedAnew.of(entries).map(partOf);
  const missing = events.operatorJob
    .of(entries)
    .flatMap(({ job }) => ways.map((way) => partOf({ job, way })))
    .filter((part) => !found.includes(part));
  if (!isDue || missing.length === 0) return [];
  return [unknown('unproven', events.startedAnew, `not seen of your jobs: ${missing.join(', ')}`)];
}
