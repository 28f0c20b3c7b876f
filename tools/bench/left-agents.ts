import { readdir, readFile } from 'node:fs/promises';

/**
 * Ends every process of this machine whose command names something in the folder: the agents, task executors and drivers of
 * bare clusters whose bench was killed.
 */
export async function endProcessesOf(folder: string): Promise<void> {
  const pids = (await readdir('/proc')).map(Number).filter((pid) => pid > 0 && pid !== process.pid);
  for (const pid of pids) {
    // It may have ended since.
    const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
    if (command.includes(`${folder}/`)) end(pid);
  }
}

function end(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
