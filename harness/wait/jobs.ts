import type { Deployment, Evaluation, JobListStub, NomadClient } from '../nomad/index.ts';
import { about } from './sources.ts';
import { type WaitLimits, waitFor } from './wait-for.ts';

/** The evaluation once it is `complete`, placed or not. Fails at once when it failed or was canceled. */
export function evaluationDone(client: NomadClient, id: string, limits: WaitLimits): Promise<Evaluation> {
  return waitFor({
    ...ofEvaluation(client, id, limits),
    what: `evaluation ${id} done`,
    until: (evaluation) => (evaluation.Status === 'complete' ? evaluation : undefined),
    failWhen: ({ Status, StatusDescription }) =>
      Status === 'failed' || Status === 'canceled'
        ? `it is ${Status}: ${StatusDescription ?? ''}`
        : undefined,
  });
}

/** The evaluation once it is over, however: Nomad cancels one when a newer one of the same job takes its place. */
export function evaluationOver(client: NomadClient, id: string, limits: WaitLimits): Promise<Evaluation> {
  return waitFor({
    ...ofEvaluation(client, id, limits),
    what: `end of evaluation ${id}`,
    until: (evaluation) =>
      ['complete', 'failed', 'canceled'].includes(evaluation.Status) ? evaluation : undefined,
    describe: ({ Status }) => Status,
  });
}

function ofEvaluation(client: NomadClient, id: string, limits: WaitLimits) {
  return {
    ...limits,
    client,
    ...about('Evaluation', id, (call) => client.evaluations.read(id, call)),
    describe: ({ Status, StatusDescription = '' }: Evaluation) => `${Status} ${StatusDescription}`.trim(),
  };
}

/** The deployment once it is `successful`. Fails at once when it failed or was cancelled. */
export function deploymentDone(client: NomadClient, id: string, limits: WaitLimits): Promise<Deployment> {
  return waitFor({
    ...limits,
    client,
    what: `deployment ${id} successful`,
    ...about('Deployment', id, (call) => client.deployments.read(id, call)),
    until: (deployment) => (deployment.Status === 'successful' ? deployment : undefined),
    failWhen: ({ Status, StatusDescription }) =>
      Status === 'failed' || Status === 'cancelled' ? `it is ${Status}: ${StatusDescription}` : undefined,
    describe: ({ Status, StatusDescription, TaskGroups }) =>
      `${Status}: ${StatusDescription} ${JSON.stringify(TaskGroups)}`,
  });
}

/** Returns when Nomad no longer knows the job. By blocking query: a purge by the collector has no event. */
export function jobGone(
  client: NomadClient,
  id: string,
  limits: WaitLimits & { namespace?: string | undefined },
): Promise<true> {
  return waitFor({
    ...limits,
    client,
    what: `end of job ${id}`,
    source: {
      blocking: async (index, signal) => {
        const call = { index, signal, query: { prefix: id }, namespace: limits.namespace };
        const answer = await client.blocking<JobListStub[]>('/v1/jobs', call);
        return { value: answer.value.find((job) => job.ID === id), index: answer.index };
      },
    },
    until: (job) => (job === undefined ? true : undefined),
    describe: (job) => (job === undefined ? 'gone' : job.Status),
  });
}
