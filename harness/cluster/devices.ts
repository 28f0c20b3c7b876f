import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { EnvironmentError } from '../errors.ts';

/**
 * Kinds of devices that a node may have: what its container may do with them, and their files in its /dev, which
 * fixtures/node/make-devices makes; the first file is the one that the kernel lists in /proc/misc. Their numbers are fixed, so that
 * nothing is asked of the engine's machine.
 * https://www.kernel.org/doc/html/latest/admin-guide/devices.html
 */
const kinds = {
  loop: {
    rules: ['c 10:237 rwm', 'b 7:* rwm'],
    files: ['loop-control', ...Array.from({ length: 32 }, (_, n) => `loop${n}`)],
  },
  fuse: { rules: ['c 10:229 rwm'], files: ['fuse'] },
};

export type DeviceKind = keyof typeof kinds;
export const deviceKinds = Object.keys(kinds) as [DeviceKind, ...DeviceKind[]];

/** Rules of the device cgroup of a container that may use these. */
export const deviceRules = (of: readonly DeviceKind[]): string[] => of.flatMap((kind) => kinds[kind].rules);

/** Names of the files of these. */
export const deviceFiles = (of: readonly DeviceKind[]): string[] => of.flatMap((kind) => kinds[kind].files);

/**
 * Makes sure that this machine's kernel has devices of these kinds: that it lists them, or that there is the file whose first use makes it
 * load their module. Not for the kernel of another machine.
 * @throws EnvironmentError DEVICE_MISSING
 */
export async function requireDevices(
  of: readonly DeviceKind[],
  { misc = '/proc/misc', dev = '/dev' } = {},
): Promise<void> {
  const listed = new Set((await readFile(misc, 'utf8')).split('\n').map((line) => line.trim().split(' ')[1]));
  for (const kind of of) {
    const [file = kind] = kinds[kind].files;
    if (listed.has(file) || existsSync(join(dev, file))) continue;
    const has = [...listed].filter(Boolean).join(', ');
    throw new EnvironmentError('DEVICE_MISSING', `this machine has no /dev/${file}, which the driver needs`, {
      observed: `the kernel lists ${has || 'none'} in /proc/misc`,
      next: `modprobe ${kind} on this machine; or take a driver profile without devices = ["${kind}"]`,
    });
  }
}
