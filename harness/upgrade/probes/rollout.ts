import { failureOf, type StartedNomadCluster } from '../../cluster/index.ts';
import { events, type Ledger } from '../../evidence/index.ts';
import { registerJob } from '../../jobs/index.ts';
import { waits } from '../../wait/index.ts';
import { evaluatedWithinMs } from './limits.ts';

const job = 'upgrade-rolling';

/**
 * Changes a system job and waits until its new version runs on every client and its deployment, where the servers make
 * one, has come to its good end. Writes kind `rollout`, with the reason when it does not get there: between versions,
 * clients may not report what the servers of the other version wait for (nomad#27382).
 */
export async function rollOut(
  cluster: StartedNomadCluster,
  { step, ledger, signal }: { step: string; ledger: Ledger; signal: AbortSignal },
): Promise<void> {
  const began = performance.now();
  const error = (await failureOf(changed(cluster, step, signal), cluster, signal))?.split('\n')[0];
  ledger.append(events.rollout, { step, ms: Math.round(performance.now() - began), error });
}

async function changed(cluster: StartedNomadCluster, step: string, signal: AbortSignal): Promise<void> {
  const { nomad, clients } = cluster;
  const { evaluation } = await registerJob(cluster, 'upgrade/rolling.nomad.hcl', {
    job_id: job,
    round: step,
  });
  const limits = { timeoutMs: 45_000, signal };
  const { DeploymentID } = await waits.evaluationDone(nomad, evaluation, {
    timeoutMs: evaluatedWithinMs,
    signal,
  });
  const { Version } = await nomad.jobs.read(job);
  const what = `version ${Version} of ${job} on ${clients.length} clients`;
  await waits.allocationsOf(
    nomad,
    job,
    (all) => {
      const own = all.filter(
        ({ JobVersion, ClientStatus }) => JobVersion === Version && ClientStatus === 'running',
      );
      return own.length === clients.length || undefined;
    },
    { ...limits, what },
  );
  const deployment = DeploymentID || (await nomad.jobs.latestDeployment(job))?.ID;
  if (deployment) await waits.deploymentDone(nomad, deployment, limits);
}
