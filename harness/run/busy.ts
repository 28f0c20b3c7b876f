import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { EnvironmentError } from '../errors.ts';

/** A core that something else keeps busy. */
export interface BusyCore extends AsyncDisposable {
  /**
   * Seconds of a core that it has had until now.
   * @throws EnvironmentError BUSY_CORE_ENDED when it is over, since what was measured then had the core for itself
   */
  cpuSeconds(): Promise<number>;
}

/** Clock ticks a second of /proc/<pid>/stat: 100 on every Linux that Node runs on (proc(5), sysconf(3)). */
const ticksPerSecond = 100;

/** Spins in turns, so that it hears of its parent's end, however that comes, and ends then. */
function spin(): void {
  process.once('disconnect', () => process.exit());
  const turn = () => {
    const end = Date.now() + 50;
    while (Date.now() < end);
    setImmediate(turn);
  };
  turn();
}

/** Keeps one core busy with a process of its own until it is disposed, or this process ends. */
export async function keepBusy(): Promise<BusyCore> {
  const child = spawn(process.execPath, ['-e', `(${spin})()`], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  await once(child, 'spawn');
  child.on('error', () => undefined); // of a kill; whoever asks for its time hears that it has ended
  return {
    async cpuSeconds() {
      const stat = await readFile(`/proc/${child.pid}/stat`, 'utf8').catch(() => '');
      if (stat === '' || child.exitCode !== null || child.signalCode !== null) {
        throw new EnvironmentError('BUSY_CORE_ENDED', 'the process that loads one CPU core has ended', {
          observed: `exit code ${child.exitCode}, signal ${child.signalCode}`,
          next: 'run again: what was measured had the core for itself',
        });
      }
      return busySeconds(stat);
    },
    async [Symbol.asyncDispose]() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const gone = once(child, 'exit');
      child.kill('SIGKILL');
      await gone;
    },
  };
}

/** User and system time of a line of /proc/<pid>/stat (proc(5): fields 14 and 15; the second may hold spaces). */
export function busySeconds(stat: string): number {
  const [, , , , , , , , , , , user = 0, system = 0] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(user) + Number(system)) / ticksPerSecond;
}
