import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { cacheFolder } from '../cache-folder.ts';
import { type Lock, takeLock } from '../lock.ts';

/** Two runs at once build each image once, and nothing is pruned beside a build. */
export async function imageLock(
  signal: AbortSignal | undefined,
  folder = join(cacheFolder(), 'images'),
): Promise<Lock> {
  await mkdir(folder, { recursive: true });
  return await takeLock(folder, { what: 'building and removing images', signal });
}
