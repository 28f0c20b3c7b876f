import { expect, test } from '../../harness/index.ts';
import { say } from './say.ts';

test.concurrent.for(['exec', 'raw_exec', 'docker'])(
  'driver %s: both logs of a task are apart, and can be followed',
  async (driver, { nomad, scope }) => {
    if (driver === 'raw_exec') scope.needsCluster('alloc-node-exec');
    const echo = await (await scope.run('operations/echo.nomad.hcl', { driver })).running();
    const signal = AbortSignal.any([scope.signal, AbortSignal.timeout(60_000)]);
    const follow = async (type: 'stdout' | 'stderr') => {
      const log = await nomad.allocations.followLogs(echo.ID, { task: 'echo', type }, { signal });
      let seen = '';
      return async (end: string) => {
        if (seen.endsWith(end)) return seen;
        for await (const chunk of log.iterator({ destroyOnReturn: false })) {
          seen += chunk;
          if (seen.endsWith(end)) break;
        }
        return seen;
      };
    };

    // Nomad answers a reader that follows only when there is something to read.
    await say(nomad, echo, 'first');
    const [out, err] = await Promise.all([follow('stdout'), follow('stderr')]);
    expect(await out('first\n')).toBe('first\n');
    expect(await err('FIRST\n')).toBe('FIRST\n');
    await say(nomad, echo, 'second');
    expect(await out('second\n')).toBe('first\nsecond\n');
    expect(await err('SECOND\n')).toBe('FIRST\nSECOND\n');
    expect(await nomad.allocations.logs(echo.ID, { task: 'echo', type: 'stdout' })).toBe('first\nsecond\n');
    expect(await nomad.allocations.logs(echo.ID, { task: 'echo', type: 'stderr' })).toBe('FIRST\nSECOND\n');
  },
);
