import { expect, test } from 'vitest';
import { volumeMounts } from './mounts.ts';

const root = '/var/lib/nomad/client/csi';
const usage = 'rw-file-system-single-node-writer';

function line(path: string, access = 'rw'): string {
  return `812 31 0:52 /vol ${path} ${access},relatime shared:1 - ext4 /dev/sda rw`;
}

test('publish and stage mounts are told apart, others are left out', () => {
  const text = [
    line('/'),
    line(`${root}/monolith/hostpath/staging/default/v1/${usage}`),
    line(`${root}/node/ho\\040st/per-alloc/a1/v1/${usage}`, 'ro'),
    line('/var/lib/nomad/alloc/a1/write/secrets'),
    '',
  ].join('\n');
  expect(volumeMounts('client-1', text)).toEqual([
    {
      node: 'client-1',
      kind: 'stage',
      readonly: false,
      volumeId: 'v1',
      path: `${root}/monolith/hostpath/staging/default/v1/${usage}`,
    },
    {
      node: 'client-1',
      kind: 'publish',
      readonly: true,
      volumeId: 'v1',
      allocationId: 'a1',
      path: `${root}/node/ho st/per-alloc/a1/v1/${usage}`,
    },
  ]);
});

test('a staging mount of Nomad before namespaces were in the path is found too', () => {
  expect(volumeMounts('n', line(`${root}/node/p/staging/v1/${usage}`))).toMatchObject([{ volumeId: 'v1' }]);
});
