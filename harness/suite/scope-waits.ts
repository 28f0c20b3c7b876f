import type {
  Allocation,
  AllocationListStub,
  CsiPluginListStub,
  Deployment,
  Evaluation,
  Node,
  NomadClient,
  TaskState,
} from '../nomad/index.ts';
import { type ClaimRecord, type WaitOptions, waitFor, waits } from '../wait/index.ts';

/** How long a wait may take: a minute unless given. */
export interface Within {
  timeoutMs?: number;
}

const minuteMs = 60_000;

/** `waits` and `waitFor` with the connection and the signal of one test, so that its body has neither. */
export class ScopeWaits {
  readonly #nomad: NomadClient;
  readonly #signal: AbortSignal;

  constructor(nomad: NomadClient, signal: AbortSignal) {
    this.#nomad = nomad;
    this.#signal = signal;
  }

  /** The allocation once it runs. Fails at once if it ends instead. */
  allocationRunning(id: string, within: Within = {}): Promise<Allocation> {
    return waits.allocationRunning(this.#nomad, id, this.#limits(within));
  }

  /** The allocation once it is complete, failed or lost. */
  allocationTerminal(id: string, within: Within = {}): Promise<Allocation> {
    return waits.allocationTerminal(this.#nomad, id, this.#limits(within));
  }

  /** What `pick` takes out of a job's allocations, once it takes something. */
  allocationsOf<T>(
    job: string,
    pick: (all: AllocationListStub[]) => T | undefined,
    within: Within = {},
  ): Promise<T> {
    return waits.allocationsOf(this.#nomad, job, pick, this.#limits(within));
  }

  /** The allocation once `predicate` holds for this task of it. Fails at once if the task is dead instead. */
  taskState(
    id: string,
    task: string,
    predicate: (state: TaskState) => boolean,
    within: Within = {},
  ): Promise<Allocation> {
    return waits.taskState(this.#nomad, id, task, predicate, this.#limits(within));
  }

  /** The allocation once this task of it runs again, restarted for the first time. */
  taskRestarted(id: string, task: string, within: Within = {}): Promise<Allocation> {
    const again = ({ State, Restarts }: TaskState) => State === 'running' && Restarts === 1;
    return this.taskState(id, task, again, within);
  }

  /** The evaluation once it is over, however. */
  evaluationOver(id: string, within: Within = {}): Promise<Evaluation> {
    return waits.evaluationOver(this.#nomad, id, this.#limits(within));
  }

  /** The deployment once it is successful. Fails at once when it failed or was cancelled. */
  deploymentDone(id: string, within: Within = {}): Promise<Deployment> {
    return waits.deploymentDone(this.#nomad, id, this.#limits(within));
  }

  /** Returns when Nomad no longer knows the job. */
  jobGone(id: string, within: Within = {}): Promise<true> {
    return waits.jobGone(this.#nomad, id, this.#limits(within));
  }

  /** The node once it is ready, eligible, and each of its detected drivers is healthy. */
  nodeReady(id: string, within: Within = {}): Promise<Node> {
    return waits.nodeReady(this.#nomad, id, this.#limits(within));
  }

  /** The node once it has this status: `ready`, `down`, `disconnected` or `initializing`. */
  nodeStatus(id: string, status: string, within: Within = {}): Promise<Node> {
    return waits.nodeStatus(this.#nomad, id, status, this.#limits(within));
  }

  /** The node once its drain is over. */
  nodeDrained(id: string, within: Within = {}): Promise<Node> {
    return waits.nodeDrained(this.#nomad, id, this.#limits(within));
  }

  /** The plugin once exactly these instances are expected and healthy. */
  pluginHealthy(
    id: string,
    counts: { nodes: number; controllers: number } & Within,
  ): Promise<CsiPluginListStub> {
    return waits.pluginHealthy(this.#nomad, id, { ...counts, ...this.#limits(counts) });
  }

  /** Returns when Nomad no longer knows the plugin. */
  pluginGone(id: string, within: Within = {}): Promise<true> {
    return waits.pluginGone(this.#nomad, id, this.#limits(within));
  }

  /** The claims of a CSI volume once `predicate` holds for them. */
  volumeClaims(
    id: string,
    predicate: (claims: ClaimRecord[]) => boolean,
    within: Within = {},
  ): Promise<ClaimRecord[]> {
    return waits.volumeClaims(this.#nomad, id, predicate, this.#limits(within));
  }

  /** Reads a state at first and after each change that Nomad reports, until `until` returns something: see `waitFor`. */
  until<S, T>(options: Omit<WaitOptions<S, T>, 'client' | 'signal' | 'timeoutMs'> & Within): Promise<T> {
    return waitFor<S, T>({ ...options, client: this.#nomad, ...this.#limits(options) });
  }

  #limits({ timeoutMs = minuteMs }: Within) {
    return { timeoutMs, signal: this.#signal };
  }
}
