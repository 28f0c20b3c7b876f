import {
  type Engine,
  engineInUse,
  type NodeOnEngine,
  type RunOnEngine,
  runsOnEngine,
} from '../../engine/index.ts';
import { UsageError } from '../../errors.ts';

type Inventory = Parameters<typeof runsOnEngine>[0];

/**
 * The node of this name in the run of this id, or in the only one that has nodes.
 * @throws UsageError CLUSTER_UNKNOWN naming the runs there are, NODE_UNKNOWN naming the nodes there are
 */
export async function findNode(
  engine: Inventory,
  { run, node }: { run: string | undefined; node: string },
): Promise<NodeOnEngine> {
  return pickNode(pickRun(await runsOnEngine(engine), run), node);
}

/** What a command prints where no engine runs that could hold a cluster. */
export const noEngine = 'no engine, so no cluster';

/**
 * The engine that clusters are in; none is started.
 * @throws UsageError CLUSTER_UNKNOWN where there is none
 */
export async function requireEngine(signal: AbortSignal): Promise<Engine> {
  const engine = await engineInUse(signal);
  if (engine) return engine;
  throw new UsageError('CLUSTER_UNKNOWN', noEngine, { next: 'npx nomad-e2e up' });
}

/** The run of this id among these, or the only one. @throws UsageError CLUSTER_UNKNOWN naming the runs there are */
export function pickRun(runs: readonly RunOnEngine[], runId?: string): RunOnEngine {
  const [first, ...others] = runId === undefined ? runs : runs.filter((run) => run.runId === runId);
  if (first && others.length === 0) return first;
  const observed = runs.map((run) => `${run.runId} (${run.state})`).join(', ') || 'no cluster is running';
  if (!first) {
    const what = runId === undefined ? 'no cluster is running' : `no cluster is called ${runId}`;
    throw new UsageError('CLUSTER_UNKNOWN', what, { observed, next: 'npx nomad-e2e up' });
  }
  throw new UsageError('CLUSTER_UNKNOWN', 'more than one cluster is running: choose one with --run', {
    observed,
    next: 'npx nomad-e2e status',
  });
}

/**
 * The node of this name.
 * @throws UsageError NODE_UNKNOWN naming the nodes there are
 */
export function pickNode(run: RunOnEngine, name: string): NodeOnEngine {
  const node = run.nodes.find((each) => each.name === name);
  if (node) return node;
  const names = run.nodes.map((each) => each.name);
  throw new UsageError('NODE_UNKNOWN', `cluster ${run.runId} has no node ${name}`, {
    observed: `nodes: ${names.join(', ')}`,
    next: `npx nomad-e2e logs ${names[0]} --run ${run.runId}`,
  });
}
