import { expect, test } from 'vitest';
import type { ClusterNode, StartedNomadCluster } from '../cluster/index.ts';
import {
  injectApart,
  injectBeforeStart,
  injectInRoots,
  injections,
  injectOn,
  injectUnderHolder,
  injectWhileCut,
  injectWhileLeading,
} from './injection.ts';

/** What an injection runs on each node; none of these waits for Nomad. */
async function commandsOf(
  ...inject: Parameters<typeof injectOn>[0]
): Promise<[node: string, command: string][]> {
  const ran: [node: string, command: string][] = [];
  for (const name of ['server-1', 'server-2', 'client-1', 'client-2']) {
    const shell = async (command: string) => void ran.push([name, command]);
    const node = { name, shell } as unknown as ClusterNode;
    const signal = new AbortController().signal;
    await injectOn(inject, node, { cluster: {} as StartedNomadCluster, budget: [], signal });
  }
  return ran;
}

test('without an injection no node is touched', async () => {
  expect(await commandsOf()).toEqual([]);
});

test.each([
  ['empty-server', 'server-1', /rm -rf \/var\/lib\/nomad\/server$/],
  ['wiped-client', 'client-1', /mv \/var\/lib\/nomad\/client /],
  ['lost-write', 'client-1', /\/srv\/csi-shared\/.*records-/],
  ['killed-tasks', 'client-1', /NOMAD_JOB_ID=upgrade-\(all-pools\|exec\)'.*kill -KILL/],
] as const)('%s changes %s alone', async (inject, node, command) => {
  const ran = await commandsOf(inject);
  expect(ran).toEqual([[node, expect.stringMatching(command)]]);
});

test('connections are refused on each server, and taken again also where the rehearsal is ended', async () => {
  const ran: string[] = [];
  const shell = async (command: string) =>
    void ran.push(command.replace(/^iptables -w (-.) .*--syn -j REJECT.*$/, '$1'));
  const servers = ['server-1', 'server-2'].map((name) => ({ name, shell }) as unknown as ClusterNode);
  const cluster = { servers } as unknown as StartedNomadCluster;
  const ended = new AbortController();
  ended.abort(new Error('enough'));
  const node = { name: 'client-1' } as ClusterNode;
  const refused = injectOn(['refused-connections'], node, { cluster, budget: [], signal: ended.signal });
  await expect(refused).rejects.toThrow();
  expect(ran).toEqual(['-I', '-I', '-D', '-D']);
});

test('two writers are injected by the job, and not on a node', async () => {
  expect(injections).toContain('two-writers');
  expect(await commandsOf('two-writers')).toEqual([]);
});

test.each([
  ['idle-leader', 'server-1', [true, false]],
  ['idle-leader', 'server-2', []],
  ['lost-write', 'server-1', []],
] as const)('%s on %s pauses its broker while it leads: %j', async (inject, name, pauses) => {
  const put: unknown[] = [];
  const schedulerConfig = {
    read: async () => ({ SchedulerAlgorithm: 'binpack' }),
    put: async (config: object) => void put.push(config),
  };
  const cluster = { nomad: { operator: { schedulerConfig } } } as unknown as StartedNomadCluster;
  await (await injectWhileLeading([inject], { name }, cluster))[Symbol.asyncDispose]();
  expect(put).toEqual(pauses.map((PauseEvalBroker) => ({ SchedulerAlgorithm: 'binpack', PauseEvalBroker })));
});

test('the client with the short identity is held, and the image of jobs removed, each only where it is asked for', async () => {
  for (const inject of ['held-client', 'missing-image', 'lost-write'] as const) {
    const done: string[] = [];
    const agent = { stop: async (signal: string) => void done.push(signal) };
    const shell = async (command: string) => void done.push(command);
    const node = { agent, shell } as unknown as ClusterNode;
    await injectApart([inject], node);
    const images = { job: 'job:1' } as StartedNomadCluster['images'];
    await injectBeforeStart([inject], { clients: [node], images });
    const expected = {
      'held-client': ['STOP'],
      'missing-image': ['docker image rm --force job:1'],
      'lost-write': [],
    };
    expect(done).toEqual(expected[inject]);
  }
});

test('a shared volume is unmounted where it is asked for', async () => {
  const ran: string[] = [];
  const client = { shell: async (command: string) => void ran.push(command) } as unknown as ClusterNode;
  await injectUnderHolder(['lost-write'], client, 'v');
  await injectUnderHolder(['unmounted-volume'], client, 'v');
  expect(ran).toEqual([expect.stringMatching(/per-alloc\/.*\/v\/.*umount -l/)]);
});

test('a command is taken from the root of exec tasks where it is asked for', async () => {
  const ran: string[] = [];
  const client = { shell: async (command: string) => void ran.push(command) } as unknown as ClusterNode;
  await injectInRoots(['lost-write'], { clients: [client] });
  await injectInRoots(['missing-command'], { clients: [client] });
  expect(ran).toEqual(['rm /opt/chroot/bin/true']);
});

test('a task that was to be kept is killed where it is asked for', async () => {
  const ran: string[] = [];
  const client = { shell: async (command: string) => void ran.push(command) } as unknown as ClusterNode;
  await injectWhileCut(['lost-write'], client);
  await injectWhileCut(['killed-tasks'], client);
  expect(ran).toEqual([expect.stringMatching(/NOMAD_JOB_ID=upgrade-cut-kept'/)]);
});
