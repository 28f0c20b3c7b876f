import { expect, onTestFinished, test } from 'vitest';
import type { ClusterNode } from '../cluster/index.ts';
import { FakeNomad, json } from '../nomad/fake-nomad.ts';
import { NomadClient } from '../nomad/index.ts';
import { lead } from './leadership.ts';

const names = ['server-1', 'server-2', 'server-3'];

/**
 * Three servers of a version, the first of which leads; after it is held, the next one of `elected` does. The one that was held takes
 * itself for the leader for as many answers as `late` says.
 */
async function clusterOf(version: string, elected: string[] = [], late = 0) {
  const world = { leader: 'server-1', done: [] as string[], asked: [] as string[], late: '', left: 0 };
  const { signal } = new AbortController();
  const leaderFor = (name: string) => (name === world.late && world.left-- > 0 ? name : world.leader);
  const start = async (name: string) => {
    const fake = await FakeNomad.start(({ url = '' }, response) => {
      if (url.startsWith('/v1/event/stream')) return void response.writeHead(200).flushHeaders();
      if (url.includes('raft/configuration')) world.asked.push(url);
      const handed = /transfer-leadership\?id=id-(.*)$/.exec(url)?.[1];
      if (handed === 'server-3') return void response.writeHead(500).end('no such peer');
      if (handed) world.leader = handed;
      const leader = leaderFor(name);
      json(response, {
        Servers: names.map((each) => ({ ID: `id-${each}`, Node: `${each}.global`, Leader: each === leader })),
      });
    });
    const stop = async (signal: string) => {
      world.done.push(`${signal} ${name}`);
      if (signal === 'STOP') world.leader = elected.shift() ?? world.leader;
      else Object.assign(world, { late: name, left: late });
    };
    return { fake, name, nomadAddress: fake.address, agent: { version, stop } };
  };
  const servers = await Promise.all(names.map(start));
  const nomad = new NomadClient({ address: servers[0]?.nomadAddress ?? '' });
  onTestFinished(async () => {
    await nomad[Symbol.asyncDispose]();
    for (const { fake } of servers) await fake[Symbol.asyncDispose]();
  });
  const cluster = { nomad, servers: servers as unknown as ClusterNode[] };
  const made = (name: string) =>
    lead(cluster, cluster.servers.find((each) => each.name === name) as ClusterNode, signal);
  return { world, made };
}

test('from 1.7 on the leadership is handed to the named server', async () => {
  const { world, made } = await clusterOf('1.7.0');
  await made('server-2');
  expect(world).toMatchObject({ leader: 'server-2', done: [] });
});

test('a refusal of the leader is thrown in its words', async () => {
  const { made } = await clusterOf('2.0.5');
  await expect(made('server-3')).rejects.toThrow('answered 500: no such peer');
});

test('before that each leader is held until another one follows, up to the one that is meant', async () => {
  const { world, made } = await clusterOf('1.6.1', ['server-3', 'server-1', 'server-2']);
  await made('server-2');
  const held = ['server-1', 'server-3', 'server-1'];
  expect(world.done).toEqual(held.flatMap((name) => [`STOP ${name}`, `CONT ${name}`]));
  // What is asked of a server, and passed on to a leader that is held, is never answered.
  expect(world.asked.filter((url) => !url.endsWith('?stale=true'))).toEqual([]);
});

test('a server leads only once the one that was held knows it', async () => {
  const { world, made } = await clusterOf('1.6.1', ['server-2'], 2);
  await made('server-2');
  expect(world).toMatchObject({ late: 'server-1', left: -1 });
});

test('a server that leads already is left alone', async () => {
  const { world, made } = await clusterOf('1.6.1');
  await made('server-1');
  expect(world.done).toEqual([]);
});

test('chance is tried a stated number of times', async () => {
  const never = Array.from({ length: 40 }, (_, at) => (at % 2 === 0 ? 'server-3' : 'server-1'));
  const { made } = await clusterOf('1.6.1', never);
  await expect(made('server-2')).rejects.toMatchObject({ code: 'LEADERSHIP_STUCK' });
});
