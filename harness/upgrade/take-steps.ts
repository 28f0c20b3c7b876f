import { events, type TaskRun } from '../evidence/index.ts';
import { continuityChanges, failedAllocations, runningTasks } from './continuity.ts';
import { drainClient, runningAgain } from './drain-client.ts';
import { injectOn } from './injection.ts';
import { noted } from './options.ts';
import { type Stage, stepProbes } from './step-probes.ts';
import { pluginBack, replaceAgent, type Step } from './steps.ts';
import { batchJob } from './workload/workload.ts';

/** Takes step after step, with what has to hold after each. Returns whether all were taken. */
export async function takeSteps(steps: Step[], stage: Stage): Promise<boolean> {
  let before = stage.first;
  for (const step of steps) {
    const taken = await noted(stage, step.name, async () => {
      await takeStep(step, before, stage);
      await stage.writers.placed();
      before = await compareRuns(step, before, stage);
      await stage.placed?.observe(step.name);
      for (const probe of stepProbes) await probe.run(step.name, stage);
    });
    if (!taken) return false;
  }
  return true;
}

async function takeStep({ name, node }: Step, before: TaskRun[], stage: Stage): Promise<void> {
  const { cluster, ledger, to, inject, mode, signal, onProgress } = stage;
  ledger.append(events.stepBegin, { step: name, role: node.role });
  const drained = node.role === 'client' && mode === 'drain';
  if (drained) await drainClient(cluster, node, signal);
  const meanwhile = () => injectOn(inject, node, cluster, signal);
  const result = await replaceAgent(cluster, node, to, { meanwhile, signal });
  if (drained) await cluster.nomad.nodes.undrain(node.nomadNodeId ?? '', { signal });
  if (node.role === 'client') await pluginBack(cluster, signal);
  if (drained) await runningAgain(cluster, before, signal);
  ledger.append(events.stepEnd, { step: name, role: node.role, drained, ...result });
  onProgress(`${name}: Nomad ${to} after ${result.downMs} ms`);
}

async function compareRuns({ name: step, node }: Step, before: TaskRun[], stage: Stage): Promise<TaskRun[]> {
  const { cluster, jobs, mode, ledger, onProgress } = stage;
  const after = await runningTasks(cluster, jobs);
  ledger.append(events.continuity, { step, tasks: after });
  for (const change of continuityChanges(before, after)) {
    // What was drained is meant to move; to be lost it is not.
    const drained = mode === 'drain' && change.node === node.name;
    const planned = drained && (change.change === 'moved' || change.job === batchJob);
    ledger.append(events.continuityChange, { step, planned, ...change });
    if (!planned) onProgress(`${step}: ${change.message}`);
  }
  const failed = await failedAllocations(cluster, jobs);
  if (failed.length > 0) ledger.append(events.allocationsFailed, { step, allocations: failed });
  return after;
}
