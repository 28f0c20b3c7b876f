import { mkdtempDisposable, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { addSeen, readSeen, type Sighting } from './seen.ts';

const sighting = (id: string, version: string, colour: Sighting['colour']): Sighting => ({
  ...{ id, version, colour, reason: '', at: '2026-11-24T20:00:00.000Z' },
});

test('a new sighting replaces an older one unless it could not be judged', async () => {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'nomad-e2e-seen-'));
  const file = join(folder.path, 'seen.json');
  await writeFile(file, '[]');
  await addSeen([sighting('L15', '1.5.3', 'unjudged'), sighting('L2', '1.3.1', 'red')], file);
  await addSeen([sighting('L15', '1.5.3', 'red'), sighting('L2', '1.3.1', 'unjudged')], file);
  expect(readSeen(file)).toEqual([sighting('L2', '1.3.1', 'red'), sighting('L15', '1.5.3', 'red')]);
});
