import { expect, test } from 'vitest';
import { FakeNomad, json } from '../../nomad/fake-nomad.ts';
import { NomadClient } from '../../nomad/index.ts';
import { driverHealthy } from './health.ts';
import { defaultProfile, readProfile } from './read.ts';

const allocation = (ClientStatus: string, CreateIndex: number, Type: string, JobType = 'system') => ({
  ...{ ID: `a${CreateIndex}`, NodeID: 'n1', NodeName: 'client-1', ClientStatus, CreateIndex },
  JobType,
  TaskStates: { driver: { State: 'dead', Events: [{ Type, DisplayMessage: 'in Nomad’s words' }] } },
});

/** A Nomad that knows the plugin on `healthy` of one node, and these allocations of its driver's job. */
async function nomadWith(healthy: number, allocations: readonly object[]) {
  await using stack = new AsyncDisposableStack();
  const plugin = {
    ...{ ID: 'mine', NodesHealthy: healthy, NodesExpected: 1 },
    ...{ ControllersHealthy: healthy, ControllersExpected: 1 },
  };
  const fake = stack.use(
    await FakeNomad.start(({ url = '' }, response) => {
      if (url.startsWith('/v1/event/stream')) return void response.writeHead(200).flushHeaders();
      if (url.includes('/allocations')) return json(response, allocations);
      if (url.includes('/fs/logs/')) return response.end('first\ncannot listen\n');
      return url.includes('index=') ? undefined : json(response, [plugin]);
    }),
  );
  const nomad = stack.use(new NomadClient({ address: fake.address }));
  const driver = await readProfile(defaultProfile);
  const all = stack.move();
  return {
    healthy: (timeoutMs: number) =>
      driverHealthy(nomad, { id: 'mine', driver, nodes: 1, jobs: ['plugin-mine'], timeoutMs }),
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  };
}

test('a driver that Nomad has given up is told of at once, with what it did and printed', async () => {
  await using world = await nomadWith(0, [allocation('failed', 1, 'Killing')]);
  await expect(world.healthy(60_000)).rejects.toMatchObject({
    code: 'DRIVER_UNHEALTHY',
    message: 'CSI driver mine is not healthy on 1 clients: Nomad does not start it again on client-1',
    observed: 'client-1: Killing: in Nomad’s words; it printed: cannot listen',
  });
});

test('a driver that is started again and again is told of when its time is over', async () => {
  const running = [allocation('failed', 1, 'Killing'), allocation('running', 2, 'Restarting')];
  await using world = await nomadWith(0, running);
  await expect(world.healthy(300)).rejects.toMatchObject({
    message: expect.stringMatching(/: controllers 0\/1, nodes 0\/1 after 0\.3 s$/),
    observed: expect.stringContaining('client-1: Restarting'),
  });
});

test('a failed controller may be started elsewhere, so that its driver has its time', async () => {
  await using world = await nomadWith(0, [allocation('failed', 1, 'Killing', 'service')]);
  await expect(world.healthy(300)).rejects.toMatchObject({
    message: expect.stringMatching(/ after 0\.3 s$/),
  });
});

test('a healthy driver is not judged by an allocation that was replaced', async () => {
  await using world = await nomadWith(1, [
    allocation('failed', 1, 'Killing'),
    allocation('running', 2, 'Started'),
  ]);
  await world.healthy(5_000);
});
