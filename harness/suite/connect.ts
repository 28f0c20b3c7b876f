import { readDescriptor, StartedNomadCluster } from '../cluster/index.ts';
import { UsageError } from '../errors.ts';
import { hideSecretsOf } from '../secrets/index.ts';

/**
 * The running cluster that `NOMAD_E2E_CLUSTER` describes.
 * Throws `CLUSTER_UNSET` when the variable is missing, `CLUSTER_UNREADABLE` when its file cannot be used.
 */
export async function connectCluster(env: NodeJS.ProcessEnv = process.env): Promise<StartedNomadCluster> {
  const file = env.NOMAD_E2E_CLUSTER;
  if (!file) {
    throw new UsageError(
      'CLUSTER_UNSET',
      'the suites need a running cluster, and NOMAD_E2E_CLUSTER names none',
      {
        next: 'run them with `npx nomad-e2e run`, or set NOMAD_E2E_CLUSTER to the descriptor file of a started cluster',
      },
    );
  }
  const descriptor = readDescriptor(file);
  hideSecretsOf(descriptor);
  return await StartedNomadCluster.connect(descriptor);
}
