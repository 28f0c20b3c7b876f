import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readVolumeSpec } from './volume-spec.ts';

const folder = join(import.meta.dirname, '..', '..', '..', 'jobs', 'csi');
const files = readdirSync(folder).filter((file) => file.endsWith('.volume.hcl'));

test('there are volume files to check', () => {
  expect(files).toContain('volume.volume.hcl');
});

test.each(files)('%s is a valid volume specification', async (file) => {
  const vars = { volume_id: 'v1', external_id: 'e1', snapshot_id: 's1', fs_type: 'ext4' };
  expect(await readVolumeSpec(join(folder, file), vars)).toMatchObject({ ID: 'v1', PluginID: 'hostpath' });
});
