import { Interrupted, isOnTerminal } from '../interrupt.ts';

const names = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Calls `release` when the process is told to end: by Ctrl-C, SIGTERM or a closed terminal. Then it ends as it would have, unless
 * somebody else has heard the signal, too, such as a test runner: then that decides. Dispose it when there is nothing to release.
 */
export function beforeEnd(
  release: (by: Interrupted) => Promise<unknown>,
  hasTerminal = isOnTerminal(),
): Disposable {
  const off = () => {
    for (const name of names) process.off(name, handle);
  };
  const handle = (name: NodeJS.Signals) => {
    const end = () => {
      off();
      if (process.listenerCount(name) === 0) process.kill(process.pid, name);
    };
    release(new Interrupted(name)).then(end, end);
  };
  // As under nohup, which has it ignored: the process goes on.
  const heard = names.filter((name) => name !== 'SIGHUP' || hasTerminal);
  for (const name of heard) process.on(name, handle);
  return { [Symbol.dispose]: off };
}
