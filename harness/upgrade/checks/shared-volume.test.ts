import { expect, test } from 'vitest';
import type { VolumeMount } from '../../csi/index.ts';
import { takenFrom } from './shared-volume.ts';

const mount = (kind: VolumeMount['kind'], more: Partial<VolumeMount> = {}): VolumeMount => ({
  ...{ node: 'client-1', volumeId: 'v', kind, readonly: false, path: '/' },
  ...more,
});
const published = mount('publish', { allocationId: 'a2' });

test.each<[string, VolumeMount[], ReturnType<typeof takenFrom>]>([
  ['is staged and published', [mount('stage'), published], undefined],
  ['is staged on another client', [mount('stage', { node: 'client-2' }), published], 'unstaged'],
  ['is published alone', [published], 'unstaged'],
  ['is published for another', [mount('stage'), mount('publish', { allocationId: 'a1' })], 'unmounted'],
  ['is nowhere', [], 'unmounted'],
])('a volume that %s', (_, mounts, taken) => {
  expect(takenFrom('a2', mounts)).toBe(taken);
});
