import { expect, test } from '../../harness/index.ts';
import { endJob } from './end-job.ts';
import { filesOf } from './files.ts';
import { storageOf } from './kinds.ts';

test.concurrent.for(['host_volume', 'docker volumes', 'dynamic host volume'] as const)(
  '%s: jobs on one node share it, and what they put there outlives them',
  async (kind, { cluster, nomad, scope }) => {
    const [node] = cluster.clients;
    const { file, vars } = await storageOf(kind, { cluster, nomad, scope }, node);
    const keep = (name: string) =>
      scope.run(file, { ...vars, job_id: scope.name(name), node: `^${node?.name}$` });

    const first = await (await keep('first')).running();
    const second = await (await keep('second')).running();
    const [a, b] = await Promise.all([filesOf(nomad, first), filesOf(nomad, second)]);
    expect(a.found).toEqual({});
    expect(b.found).toEqual(a.written);
    expect(await nomad.allocations.read(first.ID)).toMatchObject({ ClientStatus: 'running' });
    const mode = vars.access_mode ? ` (${vars.access_mode})` : '';
    scope.observed(kind, 'writers at once', `all jobs of its node${mode}`);

    await Promise.all([endJob(nomad, first), endJob(nomad, second)]);
    const third = await (await keep('third')).running();
    expect((await filesOf(nomad, third)).found).toEqual({ ...a.written, ...b.written });
    scope.observed(kind, 'job end', 'kept');
  },
);
