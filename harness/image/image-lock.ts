import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { cacheFolder } from '../cache-folder.ts';
import { takeLock } from '../lock.ts';

/** Two runs at once build each image once, and nothing is pruned beside a build. `signal` also hears that the lock was lost. */
export async function imageLock(
  signal: AbortSignal | undefined,
  folder = join(cacheFolder(), 'images'),
): Promise<AsyncDisposable & { signal: AbortSignal }> {
  await mkdir(folder, { recursive: true });
  const lock = await takeLock(folder, { what: 'building and removing images', signal });
  return {
    signal: AbortSignal.any([lock.lost, ...(signal ? [signal] : [])]),
    [Symbol.asyncDispose]: () => lock[Symbol.asyncDispose](),
  };
}
