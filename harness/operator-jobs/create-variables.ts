import { refusedAs } from '../jobs/index.ts';
import { mayHave } from '../regression/index.ts';
import type { NomadVariable } from './nomad-variables.ts';
import { inNamespace } from './observe.ts';
import { isTemplate } from './operator-job.ts';
import type { ParsedJob } from './parsed-job.ts';
import type { Stage } from './stage.ts';

/** Creates the namespaces of the jobs and of their variables. */
export async function createNamespaces(
  variables: readonly NomadVariable[],
  jobs: readonly ParsedJob[],
  { cluster: { nomad }, onProgress }: Stage,
): Promise<void> {
  const named = variables.flatMap(({ namespace }) => namespace ?? []);
  for (const Name of new Set([...namespacesOf(jobs), ...named])) {
    if (Name === 'default') continue;
    await nomad.namespaces.create({ Name });
    onProgress(`namespace ${Name}: created for the jobs in it`);
  }
}

/**
 * Makes the Nomad Variables that the operator gave, in each namespace of the jobs unless their file names one.
 * @throws UsageError NOMAD_VARIABLE_INVALID with Nomad's words
 */
export async function createVariables(
  variables: readonly NomadVariable[],
  jobs: readonly ParsedJob[],
  stage: Stage,
): Promise<void> {
  const { nomad } = stage.cluster;
  for (const { path, namespace, items } of variables) {
    for (const Namespace of namespace === undefined ? namespacesOf(jobs) : [namespace]) {
      const variable = { Path: path, Namespace, Items: items };
      const refusal = { file: `--nomad-var ${path}`, code: 'NOMAD_VARIABLE_INVALID' };
      await refusedAs(refusal, () => nomad.variables.put(variable, { namespace: Namespace }));
      stage.onProgress(
        `Nomad Variable ${path} in namespace ${Namespace}: made with ${Object.keys(items).join(', ')}`,
      );
      if (!path.startsWith('nomad/jobs')) await allow(path, Namespace, { jobs, stage });
    }
  }
}

/** A job reads paths below `nomad/jobs` of itself by right; for others its cluster has a policy, which stands in no job file. */
async function allow(
  path: string,
  namespace: string,
  { jobs, stage }: { jobs: readonly ParsedJob[]; stage: Stage },
): Promise<void> {
  const { nomad } = stage.cluster;
  for (const [at, { job }] of jobs.entries()) {
    const own = inNamespace(job).namespace;
    await nomad.acl.putPolicy({
      Name: `own-${at + 1}-${`${namespace}-${path}`.replaceAll(/[^\w-]/g, '-')}`.slice(0, 128),
      Rules: `namespace "${namespace}" {\n variables {\n path "${path}" {\n capabilities = ["read", "list"]\n }\n }\n}\n`,
      JobACL: { Namespace: own, JobID: job.ID },
    });
    const isLost = isTemplate(job) && !launchesHavePolicies(stage.cluster.version);
    stage.onProgress(
      isLost
        ? `warning: job ${job.ID}: its launches cannot read ${path} on ${stage.cluster.version}: nomad#17018, corrected in 1.6.0, 1.5.7 and 1.4.11`
        : `job ${job.ID}: may read ${path}, by a policy that the rehearsal gives it`,
    );
  }
}

/** Whether launches of a periodic or parameterized job have the policies of that job on a version: I1, nomad#17018. */
export const launchesHavePolicies = (version: string) => !mayHave('I1', version);

const namespacesOf = (jobs: readonly ParsedJob[]) =>
  new Set(jobs.map(({ job }) => inNamespace(job).namespace));
