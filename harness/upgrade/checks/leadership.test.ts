import { expect, onTestFinished, test } from 'vitest';
import type { ClusterNode, StartedNomadCluster } from '../../cluster/index.ts';
import type { Kind } from '../../evidence/index.ts';
import { FakeNomad, json } from '../../nomad/fake-nomad.ts';
import { NomadClient } from '../../nomad/index.ts';
import type { Stage } from './check.ts';
import { leadership, questionsTo } from './leadership.ts';

const old = 'all servers should be running version 1.11.0 or later to use client intro tokens';

/** What three servers answer in turn; server-1 gives out no token, and server-3 cannot be made the leader. */
async function asked(to: string) {
  let leader = 'server-2';
  const names = ['server-1', 'server-2', 'server-3'];
  const fake = await FakeNomad.start(({ url = '' }, response) => {
    const refuse = (words: string) => void response.writeHead(500).end(words);
    if (url.startsWith('/v1/event/stream')) return void response.writeHead(200).flushHeaders();
    const handed = /transfer-leadership\?id=(.*)$/.exec(url)?.[1];
    if (handed === 'server-3') return refuse('cannot transfer leadership');
    if (handed) leader = handed;
    if (url.endsWith('client-introduction-token') && leader === 'server-1') return refuse(old);
    if (url.includes('/allocations')) return json(response, [{ ID: 'a', ClientStatus: 'complete' }]);
    const Servers = names.map((name) => ({ ID: name, Node: `${name}.global`, Leader: name === leader }));
    const config = { Version: { Version: to } };
    json(response, {
      Servers,
      config,
      EvalID: 'e',
      ID: 'x',
      Status: 'complete',
      Volumes: [{ ID: 'v' }],
      JWT: 'j',
    });
  });
  const nomad = new NomadClient({ address: fake.address });
  onTestFinished(async () => {
    await nomad[Symbol.asyncDispose]();
    await fake[Symbol.asyncDispose]();
  });
  const server = (name: string) =>
    ({ name, nomadAddress: fake.address, agent: { version: to } }) as unknown as ClusterNode;
  const [client, canary] = ['client-1', 'client-2'].map((name) => ({ name, nomadNodeId: name }));
  const cluster = { nomad, servers: names.map(server), clients: [client, canary], images: { job: 'job:1' } };
  const lines: { server: string; question: string; refused?: string }[] = [];
  const ledger = { append: (_: Kind<object>, line: (typeof lines)[number]) => void lines.push(line) };
  const { signal } = new AbortController();
  const stage = {
    cluster: cluster as unknown as StartedNomadCluster,
    canary,
    ledger,
    to,
    signal,
    inject: [],
  };
  await leadership.afterLastStep?.('end', { ...stage, onProgress: () => {} } as unknown as Stage);
  return lines;
}

test('each server that leads is asked for all, and a refusal is noted in its words', async () => {
  const lines = await asked('1.11.3');
  const of = (server: string) => lines.filter((line) => line.server === server);
  const refusals = (server: string) => of(server).flatMap(({ refused = [] }) => refused);
  expect(
    of('server-2')
      .map(({ question }) => question)
      .toSorted(),
  ).toEqual(questionsTo('1.11.3').toSorted());
  expect(refusals('server-2')).toEqual([]);
  expect(refusals('server-1')).toEqual([expect.stringMatching(new RegExp(`answered 500: ${old}$`))]);
  // What does not lead is asked for nothing more, and that is due.
  expect(of('server-3')).toMatchObject([
    { question: 'leadership', refused: expect.stringContaining('cannot') },
  ]);
});

test('a version without introductions is not asked for one', async () => {
  const lines = await asked('1.7.0');
  expect(new Set(lines.map(({ question }) => question)).size).toBe(5);
});
