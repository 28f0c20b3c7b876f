import type { StartedNomadCluster } from '../../cluster/index.ts';
import { deadline } from '../../deadline.ts';
import { events, type Ledger } from '../../evidence/index.ts';
import { registerJob } from '../../jobs/index.ts';
import { placementReasons } from '../../nomad/index.ts';
import { waits } from '../../wait/index.ts';
import { evaluatedWithinMs } from './limits.ts';
import { ticks } from './ticks.ts';

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
  const done = await waits.evaluationDone(nomad, evaluation, { timeoutMs: evaluatedWithinMs, signal });
  const admitted = (await nomad.jobs.allocations(intruder)).map(({ ID }) => ID);
  ledger.append(events.claimProbe, { step, volume, admitted, reasons: placementReasons(done) });
}

const everyMs = 1000;
const answeredWithinMs = 10_000;

/**
 * Tries it again and again until `stop` aborts, since the moment in which a claim is forgotten may be short. A try that
 * no server answers counts as none: the probe of the API tells of that.
 */
export async function keepTryingForbiddenWriter(
  cluster: StartedNomadCluster,
  { volume, ledger, stop }: { volume: string; ledger: Ledger; stop: AbortSignal },
): Promise<void> {
  for await (const _ of ticks(everyMs, stop)) {
    const signal = deadline({ what: 'answer to a second writer', ms: answeredWithinMs, signal: stop });
    await tryForbiddenWriter(cluster, { volume, step: 'meanwhile', ledger, signal }).catch(() => undefined);
  }
}

/** Takes the second writer out of the queue, so that it does not start when the holder ends. */
export async function endForbiddenWriter({ nomad }: StartedNomadCluster): Promise<void> {
  await nomad.jobs.stop(intruder);
}
