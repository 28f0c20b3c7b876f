import { ownMark } from '../cluster/index.ts';
import { type Job, type JobListStub, type NomadClient, unlessStatus } from '../nomad/index.ts';

/** What ids of ours begin with in a cluster of somebody else; the id of the run follows. */
export const idPrefix = 'nomad-e2e-';

/** No run began before this program did, nor after now: a clock may be a day off. */
const firstRun = Date.UTC(2024, 0);
const dayMs = 24 * 60 * 60 * 1000;

/**
 * The run that an id, or a name, has in it: eight digits of its time and four at random (`RunFolder.next`). It proves nothing:
 * anybody may use such a name.
 */
export function runIn(name: string, now = Date.now()): string | undefined {
  const run = /^nomad-e2e-([0-9a-z]{8}[0-9a-f]{4})-./.exec(name)?.[1];
  if (run === undefined) return undefined;
  const began = beganAt(run);
  return began >= firstRun && began <= now + dayMs ? run : undefined;
}

/** When a run began, in milliseconds since 1970. */
export function beganAt(run: string): number {
  return Number.parseInt(run.slice(0, 8), 36);
}

/** The marks of jobs; what the list of jobs does not tell is read once. */
export class Marks {
  readonly #nomad: NomadClient;
  readonly #read = new Map<string, Promise<string | undefined>>();

  constructor(nomad: NomadClient) {
    this.#nomad = nomad;
  }

  /** The mark in the job's meta, or in that of the job that it is a launch of; undefined for a job that is not ours. */
  async of({ ID, ParentID, Namespace, Meta }: JobListStub): Promise<string | undefined> {
    // Nomad before 1.5 lists no meta, later ones none that is empty.
    const own = Meta ? Meta[ownMark] : await this.#markIn(ID, Namespace);
    return own === undefined && ParentID ? await this.#markIn(ParentID, Namespace) : own;
  }

  /** The run that marked the job: its mark is what its own id begins with. */
  async runOf(job: JobListStub): Promise<string | undefined> {
    const run = runIn(job.ID);
    return run !== undefined && (await this.of(job)) === `${idPrefix}${run}-` ? run : undefined;
  }

  #markIn(id: string, namespace: string | undefined): Promise<string | undefined> {
    const key = `${namespace} ${id}`;
    const mark = this.#read.get(key) ?? this.#ask(id, namespace);
    this.#read.set(key, mark);
    return mark;
  }

  async #ask(id: string, namespace: string | undefined): Promise<string | undefined> {
    // 404: it was purged meanwhile, or is a parent that is gone, and nothing proves whose it is.
    return (await unlessStatus(this.#nomad.jobs.read(id, { namespace }), 404))?.Meta?.[ownMark];
  }
}

/** What a policy of ours says of itself, since Nomad keeps nothing else that could mark it. */
export const policyMark = (name: string) => `nomad-e2e: ${name}`;

const record = 'record';

/** Whether a job is what records its run. */
export const recordsRun = (id: string) => /^nomad-e2e-[0-9a-z]{12}-record$/.test(id);

/**
 * A job that never runs, since nobody dispatches it: it stays until all else of its run is gone. Nomad keeps no mark of volumes,
 * variables and tokens, so that only this tells later whose they are.
 */
export function recordOf(prefix: string, datacenters: string[]): Job {
  const name = `${prefix}${record}`;
  const task = {
    Name: record,
    Driver: 'exec',
    Config: { command: 'true' },
    Resources: { CPU: 20, MemoryMB: 10 },
  };
  return {
    ...{ ID: name, Name: name, Type: 'batch', Datacenters: datacenters },
    ParameterizedJob: { Payload: 'forbidden' },
    TaskGroups: [{ Name: record, Tasks: [task] }],
  };
}
