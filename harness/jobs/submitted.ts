import { BehaviourError } from '../errors.ts';
import { taskEvents } from '../evidence/index.ts';
import {
  type Allocation,
  type AllocationListStub,
  type Evaluation,
  hasEnded,
  type Job,
  type NomadClient,
  placementFailures,
  type TaskState,
} from '../nomad/index.ts';
import { waits } from '../wait/index.ts';

const evaluationTimeoutMs = 60_000;
const placementTimeoutMs = 60_000;
const endTimeoutMs = 120_000;

/** Why a task could not be set up, such as a volume that its client could not mount, in the words of Nomad and the driver. */
export function setupFailures(allocation: Pick<Allocation, 'ID' | 'TaskStates'>, task: string): string[] {
  return taskEvents(allocation, task)
    .filter(({ type }) => type === 'Setup Failure')
    .map(({ message = '' }) => message);
}

/** Is told why an allocation could not be set up, before its test is; may end the test. */
type NotSetUp = (allocation: string, failures: readonly string[]) => Promise<void>;

interface Submitting {
  /** Aborts its waits. */
  signal: AbortSignal;
  notSetUp?: NotSetUp;
}

/** A registered job whose first evaluation is done. Waits for its allocations; all of them fail on a terminal state. */
export class Submitted {
  readonly jobId: string;
  readonly evaluation: Evaluation;
  readonly #nomad: NomadClient;
  readonly #signal: AbortSignal;
  readonly #notSetUp: NotSetUp | undefined;

  private constructor(nomad: NomadClient, jobId: string, evaluation: Evaluation, how: Submitting) {
    this.#nomad = nomad;
    this.jobId = jobId;
    this.evaluation = evaluation;
    this.#signal = how.signal;
    this.#notSetUp = how.notSetUp;
  }

  /** A registered job once this evaluation of it is done, placed or not. */
  static async evaluated(
    nomad: NomadClient,
    { ID }: Pick<Job, 'ID'>,
    evaluation: string,
    how: Submitting,
  ): Promise<Submitted> {
    const limits = { timeoutMs: evaluationTimeoutMs, signal: how.signal };
    return new Submitted(nomad, ID, await waits.evaluationDone(nomad, evaluation, limits), how);
  }

  /** The newest allocation in whatever state it is. Fails at once if nothing could be placed. */
  async allocation(): Promise<Allocation> {
    const [first] = await this.allocations(1);
    if (!first) throw new BehaviourError('ALLOCATION_MISSING', `job ${this.jobId} has no allocation`);
    return await this.#nomad.allocations.read(first.ID);
  }

  /** At least `count` allocations, newest first. Fails at once if the first evaluation could not place a group. */
  async allocations(count: number): Promise<AllocationListStub[]> {
    this.#failIfNotPlaced();
    return await waits.allocationsOf(
      this.#nomad,
      this.jobId,
      (stubs) => (stubs.length < count ? undefined : stubs.sort((a, b) => b.CreateIndex - a.CreateIndex)),
      this.#limits(placementTimeoutMs),
    );
  }

  /** The first allocation of a job that has to wait for its place, once it has one, 60 s unless given. */
  async placed(timeoutMs: number = placementTimeoutMs): Promise<AllocationListStub> {
    return await waits.allocationsOf(this.#nomad, this.jobId, ([first]) => first, {
      ...this.#limits(timeoutMs),
      what: `placement of job ${this.jobId}`,
    });
  }

  /** The newest allocation once it runs: Nomad calls it so when its first task has started. Fails at once if it ends. */
  async running(): Promise<Allocation> {
    const { ID } = await this.allocation();
    return await this.#unlessNotSetUp(
      ID,
      waits.allocationRunning(this.#nomad, ID, this.#limits(placementTimeoutMs)),
    );
  }

  /**
   * Why the newest allocation could not be set up, such as a volume that its client could not mount, in the words of Nomad and the
   * driver; empty once it runs.
   */
  async setupFailures(): Promise<string[]> {
    const { ID } = await this.allocation();
    const running = waits.allocationRunning(this.#nomad, ID, this.#limits(placementTimeoutMs));
    return await running.then(
      () => [],
      async (error: unknown) => {
        const failures = await this.#tellIfNotSetUp(await this.#nomad.allocations.read(ID));
        if (failures.length === 0) throw error;
        return failures;
      },
    );
  }

  /**
   * The newest allocation, once its deployment is successful. Before that, Nomad may undo a change of the job
   * (suites/faults/change-undone).
   */
  async deployed(): Promise<Allocation> {
    const { ID, DeploymentID } = await this.running();
    if (DeploymentID) await waits.deploymentDone(this.#nomad, DeploymentID, this.#limits(placementTimeoutMs));
    return await this.#nomad.allocations.read(ID);
  }

  /** The newest allocation once this task of it runs. Fails at once if the allocation ends instead. */
  async taskRunning(task: string): Promise<Allocation> {
    const { ID } = await this.allocation();
    const runs = (state: TaskState) => state.State === 'running';
    return await this.#unlessNotSetUp(
      ID,
      waits.taskState(this.#nomad, ID, task, runs, this.#limits(placementTimeoutMs)),
    );
  }

  /** The newest allocation once it is complete, failed or lost, and the last of its tasks is dead. */
  async ended(): Promise<Allocation> {
    const { ID } = await this.allocation();
    await waits.allocationsOf(
      this.#nomad,
      this.jobId,
      (stubs) => stubs.find((stub) => stub.ID === ID && hasEnded(stub)),
      { ...this.#limits(endTimeoutMs), what: `end of allocation ${ID} of job ${this.jobId}` },
    );
    const ended = await this.#nomad.allocations.read(ID);
    await this.#tellIfNotSetUp(ended);
    return ended;
  }

  async #unlessNotSetUp<T>(allocation: string, wait: Promise<T>): Promise<T> {
    try {
      return await wait;
    } catch (error) {
      if (!this.#signal.aborted) await this.#tellIfNotSetUp(await this.#nomad.allocations.read(allocation));
      throw error;
    }
  }

  async #tellIfNotSetUp(ended: Allocation): Promise<string[]> {
    const failures = Object.keys(ended.TaskStates ?? {}).flatMap((task) => setupFailures(ended, task));
    if (failures.length > 0) await this.#notSetUp?.(ended.ID, failures);
    return failures;
  }

  #limits(timeoutMs: number) {
    return { timeoutMs, signal: this.#signal };
  }

  #failIfNotPlaced(): void {
    const reasons = placementFailures(this.evaluation);
    if (reasons.length === 0) return;
    throw new BehaviourError(
      'PLACEMENT_FAILED',
      `job ${this.jobId} could not be placed: ${reasons.join('; ')}`,
    );
  }
}
