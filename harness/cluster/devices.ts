/**
 * Kinds of devices that a node may have: what its container may do with them, and their files in its /dev, which
 * fixtures/node/make-devices makes. Their numbers are fixed, so that nothing is asked of the engine's machine.
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
