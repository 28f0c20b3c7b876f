import { expect, onTestFinished, test } from 'vitest';
import type { StartedNomadCluster } from '../cluster/index.ts';
import type { Kind } from '../evidence/index.ts';
import { FakeNomad, json } from '../nomad/fake-nomad.ts';
import { NomadClient } from '../nomad/index.ts';
import { planAgain } from './start-again.ts';

test('a job that the new version refuses to plan is noted with its words, and the others are planned all the same', async () => {
  const fake = await FakeNomad.start(({ url = '' }, response) => {
    if (url.includes('/job/sweep/'))
      response.writeHead(500).end('1 error occurred:\n\t* no reschedule policy\n\n');
    else json(response, {});
  });
  const nomad = new NomadClient({ address: fake.address });
  onTestFinished(async () => {
    await nomad[Symbol.asyncDispose]();
    await fake[Symbol.asyncDispose]();
  });
  const lines: object[] = [];
  const ledger = { append: (_: Kind<object>, data: object) => void lines.push(data) };
  const cluster = { nomad, servers: [] } as unknown as StartedNomadCluster;
  const { signal } = new AbortController();
  const jobs = ['sweep', 'web'].map((ID) => ({ ID, Name: ID, Namespace: 'default' }));
  await planAgain(jobs, { cluster, ledger, onProgress: () => {}, signal } as unknown as Parameters<
    typeof planAgain
  >[1]);
  expect(lines).toMatchObject([
    { job: 'sweep', way: 'plan', refused: expect.stringContaining('no reschedule policy') },
    { job: 'web', way: 'plan', refused: undefined },
  ]);
});
