import { explain } from '../errors.ts';
import {
  type AllocationBehaviour,
  type BehaviourRecord,
  type EvaluationBehaviour,
  fieldsOf,
  type JobAnswer,
  type JobBehaviour,
  taskEvents,
  type VolumeBehaviour,
} from '../evidence/index.ts';
import {
  type Allocation,
  type AllocationMetric,
  type CsiVolume,
  claimsOf,
  type Evaluation,
  type HclVariables,
  NomadApiError,
  type NomadClient,
  unlessStatus,
} from '../nomad/index.ts';

/** What answers to a job have in common. */
interface Answer {
  /** Of `validate`, which answers 200 to jobs that it refuses. */
  Error?: string;
  Warnings?: string;
  FailedTGAllocs?: Record<string, AllocationMetric> | null;
}

type Observed = Pick<BehaviourRecord, 'jobs' | 'volumes' | 'fields' | 'unread'>;

/** Records what Nomad does with the jobs and volumes of one test, for the comparison with another version (`nomad-e2e diff`). */
export class BehaviourRecorder {
  readonly #nomad: NomadClient;
  /** Job or volume id → its file, without folder `jobs` and ending, and the variables: `behaviour/run/ending driver=exec`. */
  readonly #files = new Map<string, string>();
  readonly #jobs: Record<string, JobBehaviour> = {};
  readonly #volumes: Record<string, VolumeBehaviour> = {};
  readonly #fields: Record<string, Record<string, string[]>> = {};
  readonly #unread: string[] = [];

  constructor(nomad: NomadClient) {
    this.#nomad = nomad;
  }

  get observed(): Observed {
    return { jobs: this.#jobs, volumes: this.#volumes, fields: this.#fields, unread: this.#unread };
  }

  /** Notes which file an id is from, and with which variables; ids and addresses belong to the test alone. */
  from(id: string, file: string, vars: HclVariables = {}): void {
    const shown = Object.entries(vars)
      .map(([name, value]) => [name, typeof value === 'string' ? value : JSON.stringify(value)] as const)
      .filter(([name, value]) => !/(_id|^image|^node)$/.test(name) && !value.includes('://'))
      .map(([name, value]) => `${name}=${/\s/.test(value) ? `'${value}'` : value}`);
    this.#files.set(id, [file.replace(/\.(nomad|volume)\.hcl$/, ''), ...shown].join(' '));
  }

  /** Records what Nomad answers to a job, and passes it on. */
  async asked<T extends Answer>(job: string, call: JobAnswer['call'], ask: () => Promise<T>): Promise<T> {
    const note = (answer: Omit<JobAnswer, 'call'>) =>
      this.#note(job, { answers: [...this.answersTo(job), { call, ...answer }] });
    try {
      const answer = await ask();
      note({
        refused: answer.Error || undefined,
        warnings: answer.Warnings || undefined,
        unplaced: unplacedOf(answer.FailedTGAllocs),
      });
      return answer;
    } catch (error) {
      if (error instanceof NomadApiError) note({ refused: error.body });
      throw error;
    }
  }

  /** What Nomad has answered to a job so far. */
  answersTo(job: string): readonly JobAnswer[] {
    return this.#jobs[job]?.answers ?? [];
  }

  /** Records which fields an answer of the API has. */
  fields(api: string, answer: unknown): void {
    const known = this.#fields[api] ?? {};
    for (const [path, types] of Object.entries(fieldsOf(answer))) {
      known[path] = [...new Set([...(known[path] ?? []), ...types])].sort();
    }
    this.#fields[api] = known;
  }

  /** Reads all that Nomad knows of a job that has ended and is not purged yet. */
  async job(id: string): Promise<void> {
    await this.#reading(`job ${id}`, async () => {
      const { jobs, allocations } = this.#nomad;
      const [job, evaluations, stubs, deployments] = await Promise.all([
        jobs.read(id),
        jobs.evaluations(id),
        jobs.allocations(id),
        jobs.deployments(id),
      ]);
      const whole = await Promise.all(stubs.map(({ ID }) => allocations.read(ID)));
      this.fields('job', job);
      // What an evaluation that waits for resources holds depends on what else ends meanwhile.
      const settled = evaluations.filter(({ TriggeredBy }) => TriggeredBy !== 'queued-allocs');
      for (const each of settled) this.fields('evaluation', each);
      // The job within an allocation is the job once more.
      for (const { Job: _, ...each } of whole) this.fields('allocation', each);
      for (const each of stubs) this.fields('allocation list', each);
      for (const each of deployments) this.fields('deployment', each);
      this.#note(id, {
        evaluations: evaluations.map(evaluationOf),
        allocations: whole.map(allocationOf),
        deployments: deployments.map(({ Status, StatusDescription }) => ({
          status: Status,
          description: StatusDescription,
        })),
      });
    });
  }

  /** Reads a volume and the claims of those allocations that run: those that end may be gone at any moment. */
  async volume(id: string): Promise<void> {
    await this.#reading(`volume ${id}`, async () => {
      const volume = await unlessStatus(this.#nomad.volumes.read(id), 404);
      if (volume === undefined) return;
      this.fields('volume', { ...volume, Allocations: [] });
      this.#volumes[id] = {
        file: this.#files.get(id) ?? '',
        accessMode: volume.AccessMode,
        attachmentMode: volume.AttachmentMode,
        schedulable: volume.Schedulable,
        claims: runningClaims(volume),
      };
    });
  }

  /** Adds to the record of a job. A dispatched or periodic child has the file of its parent. */
  #note(id: string, seen: Partial<JobBehaviour>): void {
    const [parent = ''] = id.split('/');
    const file = this.#files.get(id) ?? this.#files.get(parent) ?? '';
    const none = { answers: [], evaluations: [], allocations: [], deployments: [] };
    this.#jobs[id] = { file, ...none, ...this.#jobs[id], ...seen };
  }

  /** What cannot be read is part of the record: it must neither hide the test's own failure nor block its clean-up. */
  async #reading(what: string, read: () => Promise<void>): Promise<void> {
    await read().catch((error: unknown) => this.#unread.push(`${what}: ${explain(error)}`));
  }
}

/** Why groups were not placed, in Nomad's own words, without the numbers of nodes: `app: DimensionExhausted memory`. */
function unplacedOf(failed: Record<string, AllocationMetric> | null | undefined): string[] {
  return Object.entries(failed ?? {}).flatMap(([group, metric]) => {
    const reasons = Object.entries(metric)
      .filter(([name]) => /(Filtered|Exhausted)$/.test(name))
      .flatMap(([name, value]) => Object.keys(Object(value)).map((reason) => `${group}: ${name} ${reason}`));
    const none = metric.NodesEvaluated === 0 ? [`${group}: no node evaluated`] : [];
    return [...reasons, ...none].sort();
  });
}

function evaluationOf(evaluation: Evaluation): EvaluationBehaviour {
  return {
    triggeredBy: evaluation.TriggeredBy,
    status: evaluation.Status,
    description: evaluation.StatusDescription ?? '',
    unplaced: unplacedOf(evaluation.FailedTGAllocs),
  };
}

function allocationOf(allocation: Allocation): AllocationBehaviour {
  const tasks = Object.entries(allocation.TaskStates ?? {}).map(([task, { State, Failed, Restarts }]) => {
    const events = taskEvents(allocation, task).map(({ type, message }) => ({ type, message }));
    return [task, { state: State, failed: Failed, restarts: Restarts, events }];
  });
  return {
    group: allocation.TaskGroup,
    client: allocation.ClientStatus,
    clientDescription: allocation.ClientDescription ?? '',
    desired: allocation.DesiredStatus,
    desiredDescription: allocation.DesiredDescription ?? '',
    tasks: Object.fromEntries(tasks),
  };
}

/** By the modes of those whose allocation runs: a claim that is about to be released is a matter of time, not of a version. */
function runningClaims(volume: CsiVolume): string[] {
  return claimsOf(volume).flatMap(({ mode, clientStatus }) => (clientStatus === 'running' ? [mode] : []));
}
