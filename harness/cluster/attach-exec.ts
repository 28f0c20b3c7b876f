import { PassThrough, type Readable, type Writable } from 'node:stream';
import type { WriteStream } from 'node:tty';
import { collect, type Docker, type ExecResult } from './node-exec.ts';

export interface AttachOptions {
  command: string[];
  stdout: Writable;
  stderr: Writable;
  /** Input of the command; without it the command has none. */
  stdin?: Readable | undefined;
  /** The command gets a terminal that has this one's size, and its one output goes to `stdout`. */
  terminal?: WriteStream | undefined;
  signal?: AbortSignal | undefined;
}

/**
 * Runs a command inside a node's container with its streams connected as they flow, and returns its exit code. An abort
 * ends the connection; the command itself is the node's. The connection is hijacked: over plain HTTP the end of the input
 * could not be told.
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
  stdin?.once('error', reject);
  signal?.addEventListener('abort', () => reject(signal.reason), { once: true });
  try {
    await promise;
  } finally {
    terminal?.off('resize', resize);
    stdin?.unpipe(stream);
    stream.destroy();
  }
  return (await exec.inspect()).ExitCode ?? -1;
}

/** Runs a command inside a node's container with `input` as its standard input and returns its output and exit code. */
export async function feedInNode(
  docker: Docker,
  containerId: string,
  command: string[],
  input: Readable,
  { signal }: { signal?: AbortSignal | undefined } = {},
): Promise<ExecResult> {
  const [out, err] = [new PassThrough(), new PassThrough()];
  const [stdout, stderr] = [collect(out), collect(err)];
  try {
    const streams = { stdin: input, stdout: out, stderr: err };
    const exitCode = await attachExec(docker, containerId, { command, ...streams, signal });
    return { exitCode, stdout: stdout(), stderr: stderr() };
  } finally {
    input.destroy();
  }
}
