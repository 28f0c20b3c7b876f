import { deadline, expect, say, test } from '../../harness/index.ts';

test.concurrent.for(['exec', 'raw_exec', 'docker'])(
  'both logs of a task of driver %s can be followed apart',
  async (driver, { nomad, scope }) => {
    if (driver === 'raw_exec') scope.needsCluster('alloc-node-exec');
    const echo = await (await scope.run('operations/echo.nomad.hcl', { driver })).running();
    const all = { stdout: '', stderr: '' };
    const observed = () => JSON.stringify(all);
    const signal = deadline({ what: 'end of both logs', ms: 60_000, signal: scope.signal, observed });
    const follow = async (type: 'stdout' | 'stderr') => {
      const log = await nomad.allocations.followLogs(echo.ID, { task: 'echo', type }, { signal });
      return async (end: string) => {
        if (all[type].endsWith(end)) return all[type];
        for await (const chunk of log.iterator({ destroyOnReturn: false })) {
          all[type] += chunk;
          if (all[type].endsWith(end)) break;
        }
        return all[type];
      };
    };

    // Nomad answers a reader that follows only when there is something to read.
    await say(nomad, echo, 'echo', 'first');
    const [out, err] = await Promise.all([follow('stdout'), follow('stderr')]);
    expect(await out('first\n')).toBe('first\n');
    expect(await err('FIRST\n')).toBe('FIRST\n');
    await say(nomad, echo, 'echo', 'second');
    expect(await out('second\n')).toBe('first\nsecond\n');
    expect(await err('SECOND\n')).toBe('FIRST\nSECOND\n');
    expect(await nomad.allocations.logs(echo.ID, { task: 'echo', type: 'stdout' })).toBe('first\nsecond\n');
    expect(await nomad.allocations.logs(echo.ID, { task: 'echo', type: 'stderr' })).toBe('FIRST\nSECOND\n');
  },
);
