import type { ClusterNode } from '../cluster/index.ts';
import { events } from '../evidence/index.ts';
import type { Stage } from './checks/check.ts';
import { act } from './checks/index.ts';
import { type Took, takeDetour } from './detours.ts';
import { drainClient, drainedBy, runningAgain } from './drain-client.ts';
import { injectOn } from './injection.ts';
import { noted } from './options.ts';
import { type Part, partOf, withoutCanary } from './plan/order.ts';
import { nodeOf, pluginBack, replaceAgent, type Step } from './steps.ts';

/** Takes step after step, with what is checked after each. Returns whether all were taken. */
export async function takeSteps(stage: Stage): Promise<boolean> {
  const lastServer = stage.steps.findLast(
    ({ node, does }) => does.do === 'upgrade' && node?.role === 'server',
  );
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

async function takeStep(step: Step, stage: Stage): Promise<void> {
  const { cluster, ledger, to, mode, signal, onProgress } = stage;
  const { name, node, does } = step;
  const role = node?.role ?? 'all';
  stage.current = name;
  ledger.append(events.stepBegin, { step: name, role, does: does.do, ...partOfStep(step, stage) });
  const drained = drainedBy(step, mode);
  if (drained) await drainClient(cluster, drained, signal);
  const took = does.do === 'upgrade' ? await upgraded(nodeOf(step), stage) : await takeDetour(step, stage);
  await act('replaced', name, stage);
  if (drained) await cluster.nomad.nodes.undrain(drained.nomadNodeId ?? '', { signal });
  await Promise.all([allBack(step, stage), act('whileReturning', name, stage)]);
  ledger.append(events.stepEnd, { step: name, role, drained: drained !== undefined, ...took });
  onProgress(took.did === undefined ? `${name}: Nomad ${to} after ${took.downMs} ms` : `${name}: done`);
}

/** Returns when the driver is back on a client, and what was drained from it runs again. */
async function allBack(step: Step, { cluster, mode, tasks, signal }: Stage): Promise<void> {
  if (step.node?.role === 'client') await pluginBack(cluster, signal);
  if (drainedBy(step, mode)) await runningAgain(cluster, tasks, signal);
}

/** What the agent is that the step replaces. */
function partOfStep({ does }: Step, { cluster: { servers, clients } }: Stage): { part?: Part } {
  if (!('agent' in does)) return {};
  return { part: partOf(does.agent, { servers: servers.length, clients: withoutCanary(clients.length) }) };
}

async function upgraded(node: ClusterNode, { cluster, to, inject, budget, signal }: Stage): Promise<Took> {
  const meanwhile = () => injectOn(inject, node, { cluster, budget, signal });
  return await replaceAgent(cluster, node, to, { meanwhile, signal });
}
