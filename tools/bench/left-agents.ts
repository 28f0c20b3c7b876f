import { readdir, readFile } from 'node:fs/promises';

/** Set to a bare cluster's folder for its agents, and so for all that they start: executors, drivers and tasks. */
const mark = 'NOMAD_E2E_BARE';

/** The environment by which a process is known as one of the bare cluster in this folder. */
export function markOf(folder: string): Record<string, string> {
  return { [mark]: folder };
}

/**
 * Ends the processes of this machine that carry the mark of a folder: what a bench that was killed has left. The mark is inherited,
 * so that it also shows what has outlived its agent; what only names the folder, such as a `tail -f` of a log in it, is somebody's.
 */
export async function endProcessesOf(folder: string): Promise<void> {
  const pids = (await readdir('/proc')).map(Number).filter((pid) => pid > 0 && pid !== process.pid);
  for (const pid of pids) {
    // It may have ended since, or be another user's.
    const environment = await readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '');
    if (environment.split('\0').includes(`${mark}=${folder}`)) end(pid);
  }
}

function end(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
