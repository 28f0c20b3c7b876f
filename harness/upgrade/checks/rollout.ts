import { failureOf, type StartedNomadCluster } from '../../cluster/index.ts';
import { events } from '../../evidence/index.ts';
import { registerJob } from '../../jobs/index.ts';
import { stop } from '../../judge/index.ts';
import { waits } from '../../wait/index.ts';
import { evaluatedWithinMs, evidence, fromBefore, rule, type Stage, type UpgradeCheck } from './check.ts';

const job = 'upgrade-rolling';

/** A changed system job comes to its end on all clients. */
export const rollout: UpgradeCheck = {
  name: 'rollout',
  says: () => ({ whileReturning: 'a system job is changed, and its deployment must come to its good end' }),
  leaves: [evidence(events.rollout, { at: fromBefore })],
  before: rollOut,
  whileReturning: rollOut,
  rules: [
    rule(stop, events.rollout, ({ step, error }) => ({
      'rollout-stuck': error && `${step}: a changed system job did not come to its end: ${error}`,
    })),
  ],
};

/**
 * Changes a system job and waits until its new version runs on every client and its deployment, where the servers make
 * one, has come to its good end: between versions, clients may not report what the servers of the other version wait for
 * (nomad#27382).
 */
async function rollOut(step: string, { cluster, ledger, signal }: Stage): Promise<void> {
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
