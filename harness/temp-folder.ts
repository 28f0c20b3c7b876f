import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface TempFolder extends AsyncDisposable {
  path: string;
}

/**
 * A new folder of this process among the system's temporary ones, gone when it is disposed. Its name tells whose it is, so
 * that a later process finds what a SIGKILL has left (`leftFolders`).
 */
export async function tempFolder(what: string): Promise<TempFolder> {
  const path = await mkdtemp(join(tmpdir(), `nomad-e2e-${what}-${process.pid}-`));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}

/** Paths of such folders whose processes have ended. */
export async function leftFolders(what: string): Promise<string[]> {
  const own = new RegExp(`^nomad-e2e-${what}-(\\d+)-[A-Za-z0-9]{6}$`);
  const owned = (await readdir(tmpdir())).map((name) => ({ name, pid: Number(own.exec(name)?.[1]) }));
  return owned.filter(({ pid }) => pid > 0 && !isAlive(pid)).map(({ name }) => join(tmpdir(), name));
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Somebody else's process is one, too.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
