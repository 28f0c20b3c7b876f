import { setTimeout as delay } from 'node:timers/promises';
import { explain, HarnessError } from '../../errors.ts';
import { type ChaosRound, events } from '../../evidence/index.ts';
import { inject } from '../fault.ts';
import { pluginReached } from '../plugin.ts';
import type { ChaosGround } from './ground.ts';
import { orderedEnded, startLifecycle, startOrdered, startsOf } from './lifecycle.ts';
import { makeFault, shapeOf } from './menu.ts';
import type { ChaosStep } from './schedule.ts';
import { watchRecords } from './watch-records.ts';
import { type ChaosVolume, detachLeft, endWriters, makeVolumes, startWriters } from './workload.ts';

export interface ScheduleRun extends ChaosGround {
  /** Short and unique in the cluster: jobs and volumes are named with it. */
  id: string;
  onProgress: (line: string) => void;
  /** Asked after each round with the steps so far; true ends the schedule. */
  enough: (taken: readonly ChaosStep[]) => boolean;
}

/**
 * Takes the steps one after the other, each among writers and a lifecycle job, and writes to the ledger what held
 * after it: kind `chaos-round`, or `chaos-stuck` for a round that came to no end, which also ends the schedule.
 * Returns the steps that were taken. A fault that this machine cannot have is passed over (kind `chaos-skipped`).
 */
export async function runSchedule(run: ScheduleRun, steps: Iterable<ChaosStep>): Promise<ChaosStep[]> {
  const { ledger, onProgress, signal } = run;
  const taken: ChaosStep[] = [];
  const volumes = await makeVolumes(run.cluster, run.id);
  await using _watch = watchRecords(run, run.id, volumes);
  await startLifecycle(run, `${run.id}-lifecycle`);
  for (const step of steps) {
    signal.throwIfAborted();
    const reason = await makeFault(run.cluster, step.fault, step.node).available();
    if (reason) {
      ledger.append(events.chaosSkipped, { ...step, reason });
      continue;
    }
    taken.push(step);
    const round = taken.length;
    ledger.append(events.chaosStep, { id: run.id, round, ...step });
    try {
      const began = performance.now();
      const result = await takeStep(run, volumes, step, round);
      ledger.append(events.chaosRound, { id: run.id, ...result });
      onProgress(`${round}. ${result.fault}: ${Math.round((performance.now() - began) / 1000)} s`);
      if (run.enough(taken)) return taken;
      // What goes on has been judged: a leak that is known must not be found again in the next round.
      await detachLeft(run, result.volumes);
    } catch (error) {
      signal.throwIfAborted();
      const code = error instanceof HarnessError ? error.code : undefined;
      ledger.append(events.chaosStuck, {
        id: run.id,
        round,
        code,
        error: `${step.fault}: ${explain(error)}`,
      });
      onProgress(`${round}. ${step.fault}: ${explain(error)}`);
      return taken;
    }
  }
  return taken;
}

async function takeStep(
  run: ScheduleRun,
  volumes: ChaosVolume[],
  step: ChaosStep,
  number: number,
): Promise<ChaosRound> {
  const { cluster, signal } = run;
  const round = String(number);
  const held = await Promise.all(volumes.map((volume) => startWriters(run, volume, round)));
  const fault = makeFault(cluster, step.fault, step.node);
  await using active = await inject(fault, run);
  const ordered = `${run.id}-ordered-${round}`;
  await startOrdered(run, ordered, shapeOf(step.fault));
  // How long a fault holds, and that the writers' end falls into its middle, is part of the trouble: nothing is awaited.
  const half = () => delay(step.holdMs / 2, undefined, { signal });
  await half();
  const jobs = held.flatMap((each) => each.jobs);
  if (step.stopDuring) {
    await Promise.all(jobs.map((job) => cluster.nomad.jobs.stop(job)));
    await fault.met?.();
  }
  await half();
  await active.undo();
  await pluginReached(cluster);
  const found = await Promise.all(held.map((each) => endWriters(run, each, { round, fault: fault.name })));
  const starts = await startsOf(run, `${run.id}-lifecycle`);
  const mains = await orderedEnded(run, run.id, ordered);
  return { round: number, fault: fault.name, volumes: found, starts, ordered: mains };
}
