import { setTimeout as delay } from 'node:timers/promises';
import { isNomads } from '../cluster/index.ts';
import { explain, HarnessError } from '../errors.ts';
import { type ChaosRound, events } from '../evidence/index.ts';
import { type Fault, inject, pluginReached } from '../faults/index.ts';
import { uptimeOf, type WrittenVolume } from '../writers/index.ts';
import type { ChaosGround } from './ground.ts';
import { orderedEnded, startLifecycle, startOrdered, startsOf } from './lifecycle.ts';
import { faultKeys, makeFault, shapeOf } from './menu.ts';
import type { ChaosStep } from './schedule.ts';
import { watchRecords } from './watch-records.ts';

import { detachLeft, endWriters, makeVolumes, startWriters, writersOn } from './workload.ts';

export interface ScheduleRun extends ChaosGround {
  /** Short and unique in the cluster: jobs and volumes are named with it. */
  id: string;
  onProgress: (line: string) => void;
  /** Asked after each round with the steps so far; true ends the schedule. */
  enough: (taken: readonly ChaosStep[]) => boolean;
}

/**
 * Takes the steps one after the other, each among writers and a lifecycle job, and writes to the ledger what is due (kind
 * `chaos-plan`) and what held after each: kind `chaos-round`, or `chaos-stuck` for a round that came to no end, which also ends
 * the schedule. Each step of an array is due; others are drawn. Returns the steps that were taken. A fault that is not available
 * here is passed over (kind `chaos-skipped`).
 */
export async function runSchedule(run: ScheduleRun, steps: Iterable<ChaosStep>): Promise<ChaosStep[]> {
  const { id, ledger } = run;
  const volumes = await makeVolumes(run.cluster, id);
  await using _watch = watchRecords(run, id, volumes);
  await startLifecycle(run, jobsOf(id).lifecycle);
  ledger.append(events.chaosPlan, {
    ...{ id, ...jobsOf(id), menu: faultKeys({ servers: run.cluster.servers.length }) },
    volumes: volumes.map((volume) => ({ volume: volume.id, writers: writersOn(run.cluster, volume).length })),
    ...(Array.isArray(steps) && { steps: steps.length }),
    uptime: await uptimeOf(run.cluster),
  });
  const taken = await takeSteps(run, volumes, steps);
  ledger.append(events.chaosEnd, { id, rounds: taken.length });
  return taken;
}

const jobsOf = (id: string) => ({ lifecycle: `${id}-lifecycle`, ordered: `${id}-ordered` });

async function takeSteps(
  run: ScheduleRun,
  volumes: WrittenVolume[],
  steps: Iterable<ChaosStep>,
): Promise<ChaosStep[]> {
  const { id, cluster, ledger, signal } = run;
  const taken: ChaosStep[] = [];
  for (const step of steps) {
    signal.throwIfAborted();
    const found = await availableFault(cluster, step);
    if ('reason' in found) {
      ledger.append(events.chaosSkipped, { id, ...step, reason: found.reason });
      continue;
    }
    taken.push(step);
    ledger.append(events.chaosStep, { id, round: taken.length, ...step });
    if (!(await takeRound(run, volumes, { taken, step, fault: found.fault }))) break;
  }
  return taken;
}

async function availableFault(
  cluster: ChaosGround['cluster'],
  { fault: key, node }: ChaosStep,
): Promise<{ fault: Fault } | { reason: string }> {
  const fault = makeFault(cluster, key, node);
  if (typeof fault === 'string') return { reason: fault };
  const reason = await fault.available?.();
  return reason === undefined ? { fault } : { reason };
}

/** A step that is being taken: the last of those so far, with the fault that it is on this cluster. */
interface Round {
  taken: readonly ChaosStep[];
  step: ChaosStep;
  fault: Fault;
}

/** Returns whether another round may follow. */
async function takeRound(run: ScheduleRun, volumes: WrittenVolume[], it: Round): Promise<boolean> {
  const { id, cluster, ledger, onProgress, signal } = run;
  const { taken, step } = it;
  const round = taken.length;
  try {
    const began = performance.now();
    const result = await takeStep(run, volumes, it);
    ledger.append(events.chaosRound, { id, ...result });
    onProgress(`${round}. ${result.fault}: ${Math.round((performance.now() - began) / 1000)} s`);
    if (run.enough(taken)) return false;
    // What goes on has been judged: a leak that is known must not be found again in the next round.
    await detachLeft(run, result.volumes);
    return true;
  } catch (error) {
    signal.throwIfAborted();
    const code = error instanceof HarnessError ? error.code : undefined;
    const ours = !(await isNomads(error, cluster));
    const told = `${step.fault}: ${explain(error)}`;
    ledger.append(events.chaosStuck, { id, round, code, error: told, ours });
    onProgress(`${round}. ${told}`);
    return false;
  }
}

async function takeStep(
  run: ScheduleRun,
  volumes: WrittenVolume[],
  { taken, step, fault }: Round,
): Promise<ChaosRound> {
  const { cluster, signal } = run;
  const round = String(taken.length);
  const held = await Promise.all(volumes.map((volume) => startWriters(run, volume, round)));
  await using active = await inject(fault, run);
  const jobs = jobsOf(run.id);
  const ordered = `${jobs.ordered}-${round}`;
  await startOrdered(run, ordered, shapeOf(step.fault));
  // How long a fault holds, and that the writers' end falls into its middle, is part of the trouble: nothing is awaited.
  const half = () => delay(step.holdMs / 2, undefined, { signal });
  await half();
  const writers = held.flatMap((each) => each.jobs);
  if (step.stopDuring) {
    await Promise.all(writers.map((job) => cluster.nomad.jobs.stop(job)));
    await fault.met?.();
  }
  await half();
  await active.undo();
  await pluginReached(cluster);
  const ending = { id: run.id, round, fault: fault.name };
  const found = await Promise.all(held.map((each) => endWriters(run, each, ending)));
  const starts = await startsOf(run, jobs.lifecycle);
  const mains = await orderedEnded(run, run.id, ordered);
  return { round: taken.length, fault: fault.name, volumes: found, starts, ordered: mains };
}
