import { readFile } from 'node:fs/promises';
import { BehaviourError } from '../../../harness/errors.ts';
import { criticalPath } from '../critical-path.ts';
import type { Measurement } from '../measurement.ts';

/** What the suites' time is made of: what Nomad needed, and what is ours. */
export const overhead: Measurement = {
  name: 'overhead',
  what: "the suites' wall time against what Nomad needed (`--suites` for some of them)",
  limitMs: 3_600_000,
  figures: {
    wall: { what: 'suites, wall time', unit: 's' },
    nomad: { what: 'waits for Nomad on the critical path of tests', unit: 's' },
    share: {
      what: 'ours: the critical path without its waits; calls that Nomad answers are counted as ours, too',
      unit: '%',
      goals: [{ of: 'median', atMost: 8 }],
    },
    cpu: { what: 'processor time of vitest and its workers', unit: 's' },
    cores: { what: 'of one core, meanwhile', unit: '%' },
  },
  async run({ rounds, suites, runSuites, sample }) {
    for (let round = 1; round <= rounds; round++) {
      const before = await childrenCpuSeconds();
      const { entries, wallMs, failed } = await runSuites(suites);
      const cpu = (await childrenCpuSeconds()) - before;
      const path = criticalPath(entries);
      sample('wall', wallMs / 1000);
      sample('nomad', path.nomadMs / 1000);
      sample('share', (100 * (path.wallMs - path.nomadMs)) / path.wallMs);
      sample('cpu', cpu);
      sample('cores', (100_000 * cpu) / wallMs);
      if (failed > 0)
        throw new BehaviourError('BENCH_SUITES_RED', `${failed} tests failed while they were timed`);
    }
  },
};

/** Processor time of ended children and theirs: proc(5), `cutime` and `cstime` in hundredths of a second. */
async function childrenCpuSeconds(): Promise<number> {
  const stat = await readFile('/proc/self/stat', 'utf8');
  // Fields after the command, which may hold anything, in its brackets.
  const fields = stat
    .slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number);
  return ((fields[13] ?? 0) + (fields[14] ?? 0)) / 100;
}
