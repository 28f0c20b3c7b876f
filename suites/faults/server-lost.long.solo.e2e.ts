import {
  agentKilled,
  agentPaused,
  type ClusterNode,
  expect,
  type Fault,
  measureRelease,
  partition,
  placementReasons,
  type StartedNomadCluster,
  test,
  waits,
} from '../../harness/index.ts';
import { heldVolume, leftIn, writesOn } from './holder.ts';
import { clientOf, givenUp, leaderOf, needsThreeServers, nextLeader } from './server.ts';

type FaultOn = (cluster: StartedNomadCluster, server: ClusterNode) => Fault;
// From the clients, too: one that still reaches a server without a leader goes on asking it for its allocations, for minutes.
const apart: FaultOn = ({ nodes }, server) =>
  partition(
    [server],
    nodes.filter((each) => each !== server),
  );

// A paused one answers no call and ends none: only when the others have given it up is there a bound, at least under TLS.
const faults: [string, 'leader' | 'follower', FaultOn, 'given up'?][] = [
  ['the leading server is killed', 'leader', (_, server) => agentKilled(server)],
  ['the leading server is paused and given up', 'leader', (_, server) => agentPaused(server), 'given up'],
  ['the leading server is cut off from all machines', 'leader', apart],
  ['a following server is killed', 'follower', (_, server) => agentKilled(server)],
  ['a following server is cut off from all machines', 'follower', apart],
];

// The other servers refuse a second writer, and release the volume within 60 s of the stop of the first.
test.for(faults)(
  'a writer goes on alone and can be stopped while %s',
  async ([, role, faultOn, until], { cluster, csi, ledger, scope }) => {
    needsThreeServers(cluster, scope);
    const held = await heldVolume({ cluster, csi, scope });
    const { volumeId, writer, holder } = held;
    const second = await scope.job('csi/writer.nomad.hcl', {
      volume_id: volumeId,
      job_id: scope.name('second'),
    });
    const leader = await leaderOf(cluster);
    const others = cluster.servers.filter((each) => each !== leader);
    const next = await nextLeader(others);
    const lost = (role === 'leader' ? leader : others[0]) ?? leader;
    const lostToAll = await givenUp(
      lost,
      cluster.servers.filter((each) => each !== lost),
    );
    const trouble = faultOn(cluster, lost);
    const fault = await scope.inject(trouble);
    await using nomad = clientOf(cluster, role === 'leader' ? await next() : leader);
    // A worker of the lost server may have asked the leader for work just before: what is registered meanwhile it may be given.
    await writesOn(held, 30);

    const { EvalID } = await nomad.jobs.register(second);
    const evaluation = await waits.evaluationDone(nomad, EvalID, { timeoutMs: 60_000 });
    expect(placementReasons(evaluation)).toContain(scope.nomadSays.writerClaimsExhausted(volumeId));
    await nomad.jobs.stop(second.ID);
    if (until) await lostToAll();
    await writesOn(held, 30);
    expect(await nomad.allocations.read(holder.ID)).toMatchObject({ ClientStatus: 'running' });
    const path = `stopped without a ${role}: ${trouble.name}`;
    await measureRelease({ nomad, ledger, volumeId, path, boundMs: 60_000 }, () =>
      nomad.jobs.stop(writer.jobId),
    );
    for (const count of Object.values((await trouble.evidence?.()) ?? {})) expect(count).toBeGreaterThan(0);
    await fault.undo();
    // Not by the server that was away: until it has caught up it knows no token, and what it does not forward it denies.
    const { records, ...left } = await leftIn(held, { nomad, scope });
    expect(left).toEqual({ writers: [holder.ID], lost: [] });
    expect(records).toShowOneWriterAtATime();
  },
);
