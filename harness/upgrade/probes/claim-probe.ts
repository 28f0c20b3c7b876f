import type { StartedNomadCluster } from '../../cluster/index.ts';
import { placementReasons } from '../../csi/index.ts';
import type { Ledger } from '../../evidence/index.ts';
import { waits } from '../../wait/index.ts';
import { registerJob } from '../workload/jobs.ts';

const intruder = 'upgrade-intruder';

/**
 * Tries to place a second writer on a single-node-writer volume that is held. Writes to the ledger (kind `claim-probe`)
 * whether Nomad refused and with which reason; the job waits in the queue until the next try.
 */
export async function tryForbiddenWriter(
  cluster: StartedNomadCluster,
  { volume, step, ledger, signal }: { volume: string; step: string; ledger: Ledger; signal: AbortSignal },
): Promise<void> {
  const { nomad } = cluster;
  const vars = { job_id: intruder, volume_id: volume, records: '10' };
  const { evaluation } = await registerJob(cluster, 'csi/writer.nomad.hcl', vars);
  const done = await waits.evaluationDone(nomad, evaluation, { timeoutMs: 30_000, signal });
  const admitted = (await nomad.jobs.allocations(intruder)).map(({ ID }) => ID);
  ledger.append('claim-probe', { step, volume, admitted, reasons: placementReasons(done) });
}

/** Takes the second writer out of the queue, so that it does not start when the holder ends. */
export async function endForbiddenWriter({ nomad }: StartedNomadCluster): Promise<void> {
  await nomad.jobs.stop(intruder);
}
