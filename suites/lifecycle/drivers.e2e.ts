import { exitCode, expect, finishedAt, startedAt, test } from '../../harness/index.ts';

test.for(['exec', 'raw_exec', 'docker'])(
  'prestart comes before main with driver %s',
  async (driver, { nomad, scope }) => {
    const ended = await (await scope.run('lifecycle/ordered.nomad.hcl', { driver })).ended();

    const group = ended.Job?.TaskGroups?.[0];
    expect(group?.Tasks?.map((task) => task.Driver)).toEqual([driver, driver]);
    expect(startedAt(ended, 'main'), 'start of main, after the end of init').toBeGreaterThan(
      finishedAt(ended, 'init'),
    );
    expect(exitCode(ended, 'main')).toBe(0);
    expect(await nomad.allocations.fs.cat(ended.ID, 'alloc/data/seen')).toBe('made by init\n');
  },
);
