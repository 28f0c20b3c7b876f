import type { Engine } from './engine.ts';
import { isKept, labelNames, ownerLife } from './labels.ts';
import { inUrl, loopback } from './reach.ts';

/** A node of a run, as the engine knows it. */
export interface NodeOnEngine {
  /** Its name in the cluster: `server-1`. */
  name: string;
  containerId: string;
  /** `running`, `exited`, … */
  state: string;
  /** Address that Nomad's HTTP API is published at; undefined when the node does not run. */
  address: string | undefined;
  /** The image that it was started from. */
  image: string;
}

/** What an engine holds of one run of nomad-e2e. */
export interface RunOnEngine {
  runId: string;
  /** `kept`: of `up`. `owned`: its process lives, for all that is known here. `left`: it is surely gone, the next start sweeps it. */
  state: 'kept' | 'owned' | 'left';
  /** Process that started it. */
  pid: number;
  /** When its first node was made, as milliseconds since 1970. */
  startedAt: number;
  nodes: NodeOnEngine[];
}

/** The runs that have containers in the engine, newest first. */
export async function runsOnEngine(
  engine: Pick<Engine, 'docker' | 'local' | 'isPrivate'>,
): Promise<RunOnEngine[]> {
  const found = await engine.docker.listContainers({
    all: true,
    filters: { label: [`${labelNames.ours}=true`] },
  });
  const byRun = Map.groupBy(found, ({ Labels }) => Labels[labelNames.run] ?? '');
  const runs = [...byRun].map(([runId, containers]): RunOnEngine => {
    const labels = containers[0]?.Labels ?? {};
    const left = ownerLife(labels, engine) === 'dead' ? 'left' : 'owned';
    return {
      runId,
      state: isKept(labels) ? 'kept' : left,
      pid: Number(labels[labelNames.pid]),
      startedAt: Math.min(...containers.map(({ Created }) => Created * 1000)),
      nodes: containers.map((each) => nodeOf(runId, each)).toSorted((a, b) => (a.name < b.name ? -1 : 1)),
    };
  });
  return runs.toSorted((a, b) => b.startedAt - a.startedAt);
}

type Listed = Awaited<ReturnType<Engine['docker']['listContainers']>>[number];
type Port = Listed['Ports'][number];

/** Nomad's own default for its HTTP API: https://developer.hashicorp.com/nomad/docs/configuration#ports */
const httpPort = 4646;

function nodeOf(runId: string, { Id, Names, State, Image, Ports }: Listed): NodeOnEngine {
  const { PublicPort, IP } =
    Ports.find((port) => port.PrivatePort === httpPort && port.PublicPort) ?? ({} as Partial<Port>);
  return {
    name: (Names[0] ?? Id).replace(/^\//, '').replace(`nomad-e2e-${runId}-`, ''),
    containerId: Id,
    state: State,
    address: PublicPort === undefined ? undefined : `http://${inUrl(IP || loopback)}:${PublicPort}`,
    image: Image,
  };
}
