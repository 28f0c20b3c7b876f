import type { ChildProcess } from 'node:child_process';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';

/**
 * Until it is disposed, a program that ends before it has read its input does not end this process by a broken pipe. For libraries
 * that start programs and hear nothing of it; how the program ended they see.
 */
export function unreadInputIsNoFailure(): Disposable {
  const started = (message: unknown) => {
    const { process } = message as { process: ChildProcess };
    // It has its streams when the call that starts it is over.
    queueMicrotask(() => process.stdin?.on('error', () => undefined));
  };
  subscribe('child_process', started);
  return { [Symbol.dispose]: () => void unsubscribe('child_process', started) };
}
