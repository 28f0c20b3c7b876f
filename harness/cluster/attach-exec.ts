import type { Readable, Writable } from 'node:stream';
import type { WriteStream } from 'node:tty';
import type { Docker } from './node-exec.ts';

export interface AttachOptions {
  command: string[];
  stdout: Writable;
  stderr: Writable;
  /** Input of the command; without it the command has none. */
  stdin?: Readable | undefined;
  /** The command gets a terminal that has this one's size, and its one output goes to `stdout`. */
  terminal?: WriteStream | undefined;
  signal: AbortSignal;
}

/**
 * Runs a command inside a node's container with its streams connected as they flow, and returns its exit code. An abort
 * ends the connection; the command itself is the node's.
 */
export async function attachExec(
  docker: Docker,
  containerId: string,
  options: AttachOptions,
): Promise<number> {
  const { command, stdin, terminal, signal } = options;
  const exec = await docker.getContainer(containerId).exec({
    ...{ Cmd: command, AttachStdout: true, AttachStderr: true },
    ...{ AttachStdin: stdin !== undefined, Tty: terminal !== undefined },
  });
  const stream = await exec.start({ hijack: true, stdin: stdin !== undefined, Tty: terminal !== undefined });
  // Refused when the command is over already.
  const resize = () => exec.resize({ w: terminal?.columns, h: terminal?.rows }).catch(() => undefined);
  if (terminal) {
    await resize();
    terminal.on('resize', resize);
    stream.pipe(options.stdout, { end: false });
  } else docker.modem.demuxStream(stream, options.stdout, options.stderr);
  stdin?.pipe(stream);
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  stream.once('end', resolve).once('error', reject);
  signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  try {
    await promise;
  } finally {
    terminal?.off('resize', resize);
    stdin?.unpipe(stream);
    stream.destroy();
  }
  return (await exec.inspect()).ExitCode ?? -1;
}
