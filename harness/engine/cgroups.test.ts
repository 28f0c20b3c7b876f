import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { tempFolder } from '../temp-folder.ts';
import { cgroupRefusal, missingControllers, ownCgroups, requireOwnCgroups } from './cgroups.ts';

const all = { CPUSet: true, CPUShares: true, MemoryLimit: true, PidsLimit: true, Warnings: [] };

test.each([
  [all, []],
  [{}, []],
  [{ ...all, MemoryLimit: false, PidsLimit: false }, ['memory', 'pids']],
  [{ ...all, CPUSet: false, CPUShares: false }, ['cpuset', 'cpu']],
  [{ ...all, Warnings: ['WARNING: No io.max (wiops) support', 'WARNING: No swap limit support'] }, ['io']],
  [{ ...all, Warnings: ['WARNING: No blkio throttle.write_iops_device support'] }, ['io']],
  [{ ...all, Warnings: ['WARNING: No blkio weight support', 'WARNING: No io.weight support'] }, []],
])('of an engine that says %j these controllers are missing: %j', (info, missing) => {
  expect(missingControllers(info)).toEqual(missing);
});

test.each<[string, Record<string, string>, RegExp | undefined]>([
  ['cgroup v1 and of a machine', {}, undefined],
  ['a container whose processes were moved', { 'cgroup.type': 'domain\n', 'cgroup.procs': '' }, undefined],
  ['a container', { 'cgroup.type': 'domain\n', 'cgroup.procs': '1\n17\n' }, /has processes of its own \(2\)/],
  [
    'a container that an engine has tried in',
    { 'cgroup.type': 'domain threaded\n' },
    /threaded mode \(cgroup.type: domain threaded\)/,
  ],
])('a private engine in the root cgroup of %s: %j is refused for %s', async (_, files, reason) => {
  await using root = await tempFolder('cgroup');
  for (const [name, text] of Object.entries(files)) await writeFile(join(root.path, name), text);
  if (reason === undefined) {
    expect(cgroupRefusal(root.path)).toBeUndefined();
    expect(() => requireOwnCgroups(root.path)).not.toThrow();
  } else expect(() => requireOwnCgroups(root.path)).toThrow(reason);
});

test.each([
  ['cgroup.controllers', 'cpuset cpu io memory pids\n', { cgroupVersion: 2, missingControllers: [] }],
  ['cgroup.controllers', 'cpu pids\n', { cgroupVersion: 2, missingControllers: ['cpuset', 'io', 'memory'] }],
  [
    'cgroup.controllers',
    '\n',
    { cgroupVersion: 2, missingControllers: ['cpuset', 'cpu', 'io', 'memory', 'pids'] },
  ],
  [
    'known',
    '#subsys_name\thierarchy\tnum_cgroups\tenabled\ncpuset\t3\t1\t1\ncpu\t1\t1\t1\nblkio\t7\t1\t1\nmemory\t0\t1\t0\npids\t8\t1\t1\n',
    { cgroupVersion: 1, missingControllers: ['memory'] },
  ],
  ['other', '', { cgroupVersion: 1, missingControllers: [] }],
])('a machine whose %s is %j has %j', async (name, text, found) => {
  await using root = await tempFolder('cgroup');
  await writeFile(join(root.path, name), text);
  expect(ownCgroups(root.path, join(root.path, 'known'))).toEqual(found);
});
