import { createHash } from 'node:crypto';
import { lstat, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hostId, identify } from './engine/process-identity.ts';

export interface TempFolder extends AsyncDisposable {
  path: string;
}

/**
 * A new folder of this process among the system's temporary ones, gone when it is disposed. Its name tells whose it is, so
 * that a later process finds what a SIGKILL has left (`removeLeftFolders`).
 */
export async function tempFolder(what: string): Promise<TempFolder> {
  const path = await mkdtemp(join(tmpdir(), `nomad-e2e-${what}-${process.pid}-${here()}-`));
  return { path, [Symbol.asyncDispose]: () => removed(path) };
}

const removed = (path: string) => rm(path, { recursive: true, force: true });

/**
 * Removes such folders of this user whose processes have ended. One that cannot be judged or removed stays: other users and
 * containers may share the place, and what they have left is no reason to fail.
 */
export async function removeLeftFolders(
  what: string,
  remove: (path: string) => Promise<void> = removed,
): Promise<void> {
  const own = new RegExp(`^nomad-e2e-${what}-(\\d+)-${here()}-[A-Za-z0-9]{6}$`);
  for (const name of await readdir(tmpdir())) {
    const pid = Number(own.exec(name)?.[1]);
    const path = join(tmpdir(), name);
    if (pid > 0 && identify(pid) === undefined && (await isOurs(path)))
      await remove(path).catch(() => undefined);
  }
}

/** Where process numbers mean what they mean here, as a short word. */
function here(): string {
  return createHash('sha256').update(hostId()).digest('hex').slice(0, 8);
}

async function isOurs(path: string): Promise<boolean> {
  const found = await lstat(path).catch(() => undefined);
  return found?.isDirectory() === true && found.uid === process.getuid?.();
}
