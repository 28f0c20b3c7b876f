import type { StartedNomadCluster } from '../cluster/index.ts';
import { placementReasons } from '../csi/index.ts';
import type { Ledger } from '../evidence/index.ts';
import { waits } from '../wait/index.ts';
import { registerJob } from './jobs.ts';

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

/**
 * Registers the held volume's storage a second time under another id, of which Nomad knows no claim, and lets a writer
 * of it start on another node: now only the driver can refuse (CSI spec, ControllerPublishVolume,
 * FAILED_PRECONDITION). Writes kind `twin-probe`; that two did write shows in the volume's records.
 */
export async function tryTwinWriter(
  cluster: StartedNomadCluster,
  { volume, step, ledger, signal }: { volume: string; step: string; ledger: Ledger; signal: AbortSignal },
): Promise<void> {
  const { nomad } = cluster;
  const { ID, ExternalID, PluginID, RequestedCapabilities } = await nomad.volumes.read(volume);
  const twin = `${ID}-twin`;
  const capabilities = RequestedCapabilities ? { RequestedCapabilities } : {};
  await nomad.volumes.register({ ID: twin, Name: twin, ExternalID, PluginID, ...capabilities });
  const holder = (await nomad.jobs.allocations('upgrade-writer')).find(
    (each) => each.ClientStatus === 'running',
  );
  const other = cluster.clients.find(({ nomadNodeId }) => nomadNodeId !== holder?.NodeID);
  const job_id = `upgrade-twin-${step.replaceAll(/\W+/g, '-')}`;
  const vars = { job_id, volume_id: twin, node: `^${other?.name}$`, records: '10' };
  await registerJob(cluster, 'csi/writer.nomad.hcl', vars);
  const limits = { timeoutMs: 60_000, signal };
  const allocation = await waits.allocationsOf(nomad, job_id, (all) => all[0]?.ID, limits);
  const ended = await waits.allocationTerminal(nomad, allocation, limits);
  const events = Object.values(ended.TaskStates ?? {}).flatMap((state) => state.Events ?? []);
  const reason = events
    .map(({ DisplayMessage = '' }) => DisplayMessage)
    .find((text) => text.includes('csi_hook'));
  ledger.append('twin-probe', { step, volume, allocation, status: ended.ClientStatus, reason });
  await waits.volumeClaims(nomad, twin, (claims) => claims.length === 0, limits);
  await nomad.volumes.deregister(twin);
}
