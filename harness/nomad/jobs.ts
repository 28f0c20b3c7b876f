import { hide, secretsIn } from '../secrets/index.ts';
import { isBefore } from '../version/index.ts';
import type { AgentSelf } from './cluster-types.ts';
import { unlessStatus } from './errors.ts';
import { type HclVariables, variablesText, withValues } from './hcl-variables.ts';
import type {
  AllocationListStub,
  Deployment,
  Evaluation,
  Job,
  JobListStub,
  JobPlan,
  JobRegistration,
  JobValidation,
} from './job-types.ts';
import { type CallOptions, path, type Transport } from './transport.ts';

/** Calls of Nomad's Jobs HTTP API. */
export function jobsApi(http: Transport) {
  const get = <T>(where: string, call: CallOptions, query = {}) =>
    http.json<T>('GET', where, { ...call, query });
  const post = <T>(where: string, body: unknown, call: CallOptions) =>
    http.json<T>('POST', where, { ...call, body });
  return {
    /**
     * The job of an HCL2 text, in this client's namespace unless the text names one.
     * @throws NomadApiError 400 with file and line
     */
    parse: async (hcl: string, variables: HclVariables = {}, call: CallOptions = {}) => {
      hide(secretsIn(variables));
      const text = (await ignoresVariables(http, call)) ? withValues(hcl, variables) : hcl;
      const body = { JobHCL: text, Canonicalize: true, Variables: variablesText(variables) };
      const job = await post<Job>('/v1/jobs/parse', body, call);
      // Parsing calls a job without a namespace one of the default namespace.
      const named = job.Namespace === 'default' ? undefined : job.Namespace;
      const Namespace = named ?? call.namespace ?? http.namespace ?? job.Namespace;
      // Before 1.5 a job without datacenters was refused; since then the default is all of them.
      return {
        ...job,
        ...(Namespace !== undefined && { Namespace }),
        Datacenters: job.Datacenters ?? ['dc1'],
      };
    },

    /** What registering would do; changes nothing. */
    plan: (job: Job, call: CallOptions = {}) =>
      post<JobPlan>(path`/v1/job/${job.ID}/plan`, { Job: job, Diff: true }, inJob(job, call)),

    validate: (job: Job, call: CallOptions = {}) =>
      post<JobValidation>('/v1/validate/job', { Job: job }, call),

    register: (job: Job, call: CallOptions = {}) =>
      post<JobRegistration>('/v1/jobs', { Job: job }, inJob(job, call)),

    read: (id: string, call: CallOptions = {}) => get<Job>(path`/v1/job/${id}`, call),

    /** `meta` asks for the jobs' meta, too (Nomad 1.5). */
    list: (prefix = '', { meta, ...call }: CallOptions & { meta?: boolean } = {}) =>
      get<JobListStub[]>('/v1/jobs', call, { ...(prefix !== '' && { prefix }), ...(meta && { meta }) }),

    stop: (id: string, { purge = false }: { purge?: boolean } = {}, call: CallOptions = {}) =>
      http.json<JobRegistration>('DELETE', path`/v1/job/${id}`, { ...call, query: { purge } }),

    scale: (id: string, group: string, count: number, call: CallOptions = {}) =>
      post<JobRegistration>(path`/v1/job/${id}/scale`, { Count: count, Target: { Group: group } }, call),

    /** Runs a parameterized job. `payload` is raw; it is sent as base64. */
    dispatch: (
      id: string,
      { meta = {}, payload }: { meta?: Record<string, string>; payload?: string | Uint8Array } = {},
      call: CallOptions = {},
    ) =>
      post<{ DispatchedJobID: string; EvalID: string }>(
        path`/v1/job/${id}/dispatch`,
        {
          Meta: meta,
          ...(payload === undefined ? {} : { Payload: Buffer.from(payload).toString('base64') }),
        },
        call,
      ),

    /** All allocations, also those of a purged job of the same id. */
    allocations: (id: string, call: CallOptions = {}) =>
      get<AllocationListStub[]>(path`/v1/job/${id}/allocations`, call, { all: true }),

    evaluations: (id: string, call: CallOptions = {}) =>
      get<Evaluation[]>(path`/v1/job/${id}/evaluations`, call),

    deployments: (id: string, call: CallOptions = {}) =>
      get<Deployment[]>(path`/v1/job/${id}/deployments`, call, { all: true }),

    /** Undefined when the job has none (batch and system jobs never do). */
    latestDeployment: async (id: string, call: CallOptions = {}) =>
      (await get<Deployment | null>(path`/v1/job/${id}/deployment`, call)) ?? undefined,

    /** Creates an evaluation of the job as it is. */
    evaluate: (id: string, call: CallOptions = {}) =>
      post<JobRegistration>(path`/v1/job/${id}/evaluate`, { JobID: id }, call),

    periodicForce: (id: string, call: CallOptions = {}) =>
      post<{ EvalID: string }>(path`/v1/job/${id}/periodic/force`, {}, call),
  };
}

function inJob(job: Job, call: CallOptions): CallOptions {
  return { ...call, namespace: call.namespace ?? job.Namespace };
}

/** Whether the agent is older than 1.6.0: those ignore the variables of a parse without a word. */
async function ignoresVariables(http: Transport, { signal }: CallOptions): Promise<boolean> {
  // 403 for a token that may not read agents: clusters that old are not attached to.
  const self = await unlessStatus(http.json<AgentSelf>('GET', '/v1/agent/self', { signal }), 403);
  return self !== undefined && isBefore(self.config.Version.Version, '1.6.0');
}
