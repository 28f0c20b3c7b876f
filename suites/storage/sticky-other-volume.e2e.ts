import { expect, test } from '../../harness/index.ts';
import { addVolumeClient, placedOn } from './host-volume-client.ts';

/** Nomad looks at its clients in another order each time. */
const times = 6;

// No issue known: the look at the client that has the volume uses up its claim, and the next client is as good then.
test('a job with a sticky host volume keeps its volume where another one of the name is free', async ({
  cluster,
  nomad,
  scope,
}) => {
  const [first, other] = [await addVolumeClient(scope, cluster), await addVolumeClient(scope, cluster)];
  // What runs there already makes it the better place for what may choose (binpack).
  await placedOn(other, { beside: first, sticky: false }, scope, cluster);
  const { job, ...placed } = await placedOn(first, { beside: other, sticky: true }, scope, cluster);

  let { allocation } = placed;
  const clients = [allocation.NodeName];
  for (let time = 1; time <= times && clients.at(-1) === first.node.name; time++) {
    await nomad.allocations.stop(allocation.ID);
    const next = await scope.waits.allocationsOf(job.jobId, (all) =>
      all.find(({ DesiredStatus }) => DesiredStatus === 'run'),
    );
    allocation = await scope.waits.allocationRunning(next.ID);
    clients.push(allocation.NodeName);
  }
  scope.knownBug('H4', () =>
    expect(clients, 'clients of its allocations').toEqual(clients.map(() => first.node.name)),
  );
});
