import { events, historyOf } from '../evidence/index.ts';
import { runJob } from '../jobs/index.ts';
import { hasEnded, type Job } from '../nomad/index.ts';
import { waits } from '../wait/index.ts';
import type { ChaosGround } from './ground.ts';

const limitsOf = ({ signal }: ChaosGround) => ({ timeoutMs: 90_000, signal });

/** Starts a service with a prestart task and a sidecar that note their starts. */
export async function startLifecycle({ cluster, signal }: ChaosGround, job_id: string): Promise<void> {
  await runJob(cluster, 'lifecycle/restarts.nomad.hcl', { job_id }, { until: 'running', signal });
}

/** How often init and the sidecar of the job's newest running allocation have started, by their own notes. */
export async function startsOf(ground: ChaosGround, job: string) {
  const { nomad } = ground.cluster;
  const id = await waits.allocationsOf(
    nomad,
    job,
    (all) => all.find(({ ClientStatus }) => ClientStatus === 'running')?.ID,
    limitsOf(ground),
  );
  await waits.taskState(nomad, id, 'main', ({ State }) => State === 'running', limitsOf(ground));
  const count = async (task: string) =>
    (await nomad.allocations.fs.cat(id, `alloc/data/${task}`)).split('\n').length - 1;
  return { allocation: id, init: await count('init'), sidecar: await count('sidecar') };
}

/**
 * Submits a batch job whose main task fails with exit code 1 unless init is done: it starts while a fault holds.
 * `shape` changes it before.
 */
export async function startOrdered(
  { cluster, signal }: ChaosGround,
  job_id: string,
  shape: (job: Job) => void = () => {},
): Promise<void> {
  await runJob(cluster, 'lifecycle/ordered.nomad.hcl', { job_id }, { shape, signal });
}

/**
 * Waits until an allocation of the job has come to its end and none goes on, and writes all of them to the ledger for
 * the judgement of their start order (kind `allocation`). Returns how each main task ended: what it found of init's work
 * is evidence beside Nomad's own.
 */
export async function orderedEnded(
  ground: ChaosGround,
  id: string,
  job: string,
): Promise<{ allocation: string; mainExits: number[] }[]> {
  const { nomad } = ground.cluster;
  const ended = await waits.allocationsOf(
    nomad,
    job,
    (all) =>
      all.every(hasEnded) && all.some(({ ClientStatus }) => ClientStatus !== 'lost') ? all : undefined,
    limitsOf(ground),
  );
  const histories = await Promise.all(
    ended.map(async ({ ID }) => historyOf(await nomad.allocations.read(ID))),
  );
  for (const history of histories) ground.ledger.append(events.allocation, { id, ...history });
  return histories.map(({ allocation, tasks }) => {
    const main = tasks.find(({ task }) => task === 'main');
    const mainExits = (main?.events ?? []).flatMap(({ exitCode }) => exitCode ?? []);
    return { allocation, mainExits };
  });
}
