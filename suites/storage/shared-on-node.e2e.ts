import { expect, test } from '../../harness/index.ts';
import { endJob, filesOf } from './allocations.ts';
import { keepFile, prepareStorage } from './storage.ts';

test.concurrent.for(['host_volume', 'docker volumes', 'dynamic host volume'] as const)(
  '%s: jobs on one node share files that outlive them',
  async (kind, { cluster, nomad, scope }) => {
    const [node] = cluster.clients;
    const vars = await prepareStorage(kind, scope, cluster, node);
    const runOnNode = (name: string) =>
      scope.run(keepFile, { ...vars, job_id: scope.name(name), node: `^${node?.name}$` });

    const first = await (await runOnNode('first')).running();
    const second = await (await runOnNode('second')).running();
    const [a, b] = await Promise.all([filesOf(nomad, first), filesOf(nomad, second)]);
    expect(a.found).toEqual({});
    expect(b.found).toEqual(a.written);
    expect(await nomad.allocations.read(first.ID)).toMatchObject({ ClientStatus: 'running' });
    const mode = vars.access_mode ? ` (${vars.access_mode})` : '';
    scope.observed(kind, 'writers at once', `all jobs of its node${mode}`);

    await Promise.all([endJob(nomad, first), endJob(nomad, second)]);
    const third = await (await runOnNode('third')).running();
    expect((await filesOf(nomad, third)).found).toEqual({ ...a.written, ...b.written });
    scope.observed(kind, 'job end', 'kept');
  },
);
