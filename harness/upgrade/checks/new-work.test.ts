import { expect, test } from 'vitest';
import type { StartedNomadCluster } from '../../cluster/index.ts';
import { FakeNomad, json } from '../../nomad/fake-nomad.ts';
import { NomadClient } from '../../nomad/index.ts';
import { startsOf } from './new-work.ts';

const ran = (StartedAt: string | null) => ({
  ...{ ID: StartedAt ?? 'none', ClientStatus: 'complete', DesiredStatus: 'run' },
  TaskStates: { place: { State: 'dead', Failed: false, Restarts: 0, StartedAt } },
});

test('a job ran when the first of its tasks began; without a time nothing is said of it', async () => {
  const allocations: Record<string, object[]> = {
    twice: [ran('2026-01-01T00:00:07Z'), ran('2026-01-01T00:00:05.5Z')],
    unseen: [ran(null)],
  };
  await using fake = await FakeNomad.start(({ url = '' }, response) => {
    const [, job = ''] = /^\/v1\/job\/([^/]+)\/allocations/.exec(url) ?? [];
    if (job !== '') json(response, allocations[job]);
    else response.writeHead(200).flushHeaders();
  });
  await using nomad = new NomadClient({ address: fake.address });
  const cluster = { nomad } as StartedNomadCluster;
  const { missing, started } = await startsOf(cluster, ['twice', 'unseen'], new AbortController().signal);
  expect(missing).toEqual([]);
  expect([...started]).toEqual([['twice', Date.parse('2026-01-01T00:00:05.5Z')]]);
});
