import { awaitedLater } from '../../awaited-later.ts';
import { type ClusterNode, nodePaths } from '../../cluster/index.ts';
import { BehaviourError } from '../../errors.ts';
import { events } from '../../evidence/index.ts';
import { registerJob } from '../../jobs/index.ts';
import { stop } from '../../judge/index.ts';
import { waits } from '../../wait/index.ts';
import { singleVolume, writerJob } from '../workload/workload.ts';
import { evidence, jobAt, rule, type Stage, type UpgradeCheck } from './check.ts';

const decidedWithinMs = 60_000;
const words = 'a second writer is tried against the CSI driver, without a claim in Nomad';

/** The CSI driver refuses a second writer, too. Tried once in a cluster, since its allocation lingers. */
export const twin: UpgradeCheck = {
  name: 'twin',
  says: ({ rollback }) => ({ [rollback ? 'afterRollback' : 'afterLastStep']: words }),
  leaves: [evidence(events.twinProbe)],
  async afterLastStep(step, stage) {
    if (stage.rollbackTo === undefined) await tryTwinWriter(step, stage);
  },
  // Not before: an agent does not end on SIGTERM while it tries a refused claim again and again.
  afterRollback: tryTwinWriter,
  rules: [
    // The outcome is the driver's refusal, or how the allocation that should never have started ended.
    rule(stop, events.twinProbe, ({ step, volume, outcome }) => ({
      'driver-admits':
        !outcome.includes('FAILED_PRECONDITION') &&
        `${step}: the driver did not refuse a second node that writes to ${volume}: its allocation is ${outcome}`,
    })),
  ],
};

/**
 * Registers the held volume's storage a second time under another id, of which Nomad knows no claim, and lets a writer
 * of it start on another node: now only the driver can refuse (CSI spec, ControllerPublishVolume,
 * FAILED_PRECONDITION). That two did write shows in the volume's records, too.
 */
async function tryTwinWriter(step: string, { cluster, ledger, signal }: Stage): Promise<void> {
  const { nomad } = cluster;
  const volume = singleVolume;
  const { ID, ExternalID = '', PluginID, RequestedCapabilities } = await nomad.volumes.read(volume);
  const twin = `${ID}-twin`;
  const capabilities = RequestedCapabilities ? { RequestedCapabilities } : {};
  await nomad.volumes.register({ ID: twin, Name: twin, ExternalID, PluginID, ...capabilities });
  const holder = (await nomad.jobs.allocations(writerJob)).find((each) => each.ClientStatus === 'running');
  const other = cluster.clients.find(({ nomadNodeId }) => nomadNodeId !== holder?.NodeID);
  const job_id = jobAt('upgrade-twin', step);
  const limits = { timeoutMs: decidedWithinMs, signal };

  // Nomad tries again and again after this answer and tells nobody, so it is read where the driver wrote it down.
  const over = new AbortController();
  const refusal = awaitedLater(
    refusalBy(cluster.clients, ExternalID, AbortSignal.any([signal, over.signal])),
  );
  try {
    await registerJob(cluster, 'csi/writer.nomad.hcl', {
      job_id,
      volume_id: twin,
      node: `^${other?.name}$`,
      records: '10',
    });
    const allocation = await waits.allocationsOf(nomad, job_id, (all) => all[0]?.ID, limits);
    const ended = waits
      .allocationTerminal(nomad, allocation, limits)
      .then(({ ClientStatus }) => ClientStatus);
    const outcome = await Promise.race([refusal, ended]);
    ledger.append(events.twinProbe, { step, volume, allocation, outcome });
  } finally {
    over.abort();
    await refusal.catch(() => undefined);
  }
  // Not awaited: an allocation whose claim is being tried again stays `pending` for minutes after its job's stop.
  await nomad.jobs.stop(job_id);
}

/**
 * The driver's next refusal to attach this storage, in its own words, from whichever client's controller is asked.
 * @throws AggregateError of BehaviourErrors TWIN_UNDECIDED when there is none in time
 */
async function refusalBy(clients: ClusterNode[], externalId: string, signal: AbortSignal): Promise<string> {
  const logs = `${nodePaths.allocation('*')}/alloc/logs/driver.stdout.*`;
  // No refusal is an answer, too, and no failure of the command.
  const follow = `timeout ${decidedWithinMs / 1000} tail -q -n 0 -F ${logs} | grep -m1 'controllerPublishVolume ${externalId} FAILED_PRECONDITION' || true`;
  return await Promise.any(
    clients.map(async (node) => {
      const refusal = (await node.shell(follow, { signal })).trim();
      if (refusal !== '') return refusal;
      const within = `${decidedWithinMs / 1000} s`;
      throw new BehaviourError(
        'TWIN_UNDECIDED',
        `the driver on ${node.name} refused nothing within ${within}`,
      );
    }),
  );
}
