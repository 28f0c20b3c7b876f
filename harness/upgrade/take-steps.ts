import { events } from '../evidence/index.ts';
import type { Stage } from './checks/check.ts';
import { act } from './checks/index.ts';
import { drainClient, runningAgain } from './drain-client.ts';
import { injectOn } from './injection.ts';
import { noted } from './options.ts';
import { pluginBack, replaceAgent, type Step } from './steps.ts';

/** Takes step after step, with what is checked after each. Returns whether all were taken. */
export async function takeSteps(stage: Stage): Promise<boolean> {
  const lastServer = stage.steps.findLast(({ node }) => node.role === 'server');
  for (const step of stage.steps) {
    const taken = await noted(stage, step.name, async () => {
      await takeStep(step, stage);
      await act('observe', step.name, stage);
      await act('atEachStep', step.name, stage);
      if (step === lastServer) await act('afterServers', step.name, stage);
    });
    if (!taken) return false;
  }
  return true;
}

async function takeStep({ name, node }: Step, stage: Stage): Promise<void> {
  const { cluster, ledger, to, inject, mode, signal, onProgress } = stage;
  ledger.append(events.stepBegin, { step: name, role: node.role });
  const drained = node.role === 'client' && mode === 'drain';
  if (drained) await drainClient(cluster, node, signal);
  const meanwhile = () => injectOn(inject, node, cluster, signal);
  const result = await replaceAgent(cluster, node, to, { meanwhile, signal });
  if (drained) await cluster.nomad.nodes.undrain(node.nomadNodeId ?? '', { signal });
  if (node.role === 'client') await pluginBack(cluster, signal);
  if (drained) await runningAgain(cluster, stage.tasks, signal);
  ledger.append(events.stepEnd, { step: name, role: node.role, drained, ...result });
  onProgress(`${name}: Nomad ${to} after ${result.downMs} ms`);
}
