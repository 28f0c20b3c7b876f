import { parse } from '@cdktf/hcl2json';
import { expect, test } from 'vitest';
import { readJobFile } from '../../harness/index.ts';
import { checkedGroups } from './checked-groups.ts';
import { checkedTasks } from './checked-tasks.ts';
import { patched } from './patch.ts';
import { unplacedJobs } from './unplaced-jobs.ts';

const plain = readJobFile('behaviour/plain.nomad.hcl');
const patches = [...checkedGroups, ...checkedTasks, ...unplacedJobs].filter(({ name }) => name !== 'plain');

test.each(patches)('$name is other HCL than the plain job', async (patch) => {
  const job = await parse('job.hcl', patched(plain, patch));
  expect(job).not.toEqual(await parse('job.hcl', plain));
});

test.each([checkedGroups.concat(checkedTasks), unplacedJobs])(
  'each job of a table has a name and a text of its own',
  (...jobs) => {
    expect(new Set(jobs.map(({ name }) => name)).size).toBe(jobs.length);
    expect(new Set(jobs.map((job) => patched(plain, job))).size).toBe(jobs.length);
  },
);

test('HCL is added at the end of its block, and in no block that was added', () => {
  const hcl = patched(plain, { task: 'leader = true', group: 'task "other" {}', job: 'priority = 1' });
  expect(hcl.slice(plain.indexOf('      config'))).toBe(
    '      config {\n        command = "true"\n      }\nleader = true\n    }\ntask "other" {}\n  }\npriority = 1\n}\n',
  );
});

test.each([
  { patch: { replace: { 'driver = "java"': '' } }, times: 0 },
  { patch: { replace: { main: 'other' } }, times: 2, base: plain.replace('"app"', '"main"') },
  { patch: { type: 'system' }, times: 0, base: plain.replace('"batch"', '"service"') },
  { patch: { without: 'task' as const }, times: 0, base: plain.replace('    task', '    stage') },
  { patch: { group: 'count = 2' }, times: 2, base: `${plain}${plain}` },
])('a place that the plain job has $times times is refused: $patch', ({ patch, times, base = plain }) => {
  expect(() => patched(base, patch)).toThrow(`${times} times, and a patch needs it once`);
});
