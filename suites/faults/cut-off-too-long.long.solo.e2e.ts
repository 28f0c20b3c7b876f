import {
  type ClusterNode,
  expect,
  type Fault,
  type Job,
  measureRelease,
  missingRecords,
  overlappingWriters,
  partition,
  recordsIn,
  type StartedNomadCluster,
  test,
  waits,
} from '../../harness/index.ts';
import { heldVolume, writesOn } from './holder.ts';

type FaultOn = (cluster: StartedNomadCluster, node: ClusterNode) => Fault;

/** Group block `disconnect`, Nomad 1.8 and later: the client itself ends what it can no longer tell the servers of. */
function stopsByItself({ TaskGroups }: Job): void {
  for (const group of TaskGroups ?? []) group.Disconnect = { StopOnClientAfter: 5e9 };
}

const cut: FaultOn = ({ servers }, node) => partition([node], servers);

// The first is the control: Nomad gives the claim of a lost writer away and does not fence it.
const cases: [string, FaultOn, (job: Job) => void, number][] = [
  ['cut off, as Nomad does by default, the old writer writes on beside the next', cut, () => {}, 1],
  ['cut off with stop_on_client_after, the old writer has ended before the next', cut, stopsByItself, 0],
];

test.for(cases)(
  'a node is given up, and the volume of its writer goes to another: %s',
  { timeout: 300_000 },
  async ([, faultOn, shape, overlaps], { cluster, ledger, nomad, scope }) => {
    const held = await heldVolume(cluster, scope, { shape });
    const { volumeId, writer, holder } = held;
    const other = cluster.clients.find((each) => each !== held.node);
    const fault = await scope.inject(faultOn(cluster, held.node));
    await waits.nodeStatus(nomad, holder.NodeID, 'down', { timeoutMs: 60_000 });
    await measureRelease(
      { nomad, ledger, volumeId, path: `given up: ${faultOn(cluster, held.node).name}`, boundMs: 60_000 },
      () => nomad.jobs.stop(writer.jobId),
    );
    const second = await scope.run('csi/writer.nomad.hcl', {
      volume_id: volumeId,
      job_id: scope.name('second'),
      node: `^${other?.name}$`,
    });
    await writesOn({ ...held, holder: await second.running() }, 20);
    await nomad.jobs.stop(second.jobId);
    await second.ended();
    await fault.undo();

    const records = await recordsIn(volumeId, { nomad, scope });
    expect(overlappingWriters(records)).toHaveLength(overlaps);
    expect(missingRecords(records)).toEqual([]);
  },
);
