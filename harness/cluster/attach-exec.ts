import { PassThrough, type Readable, type Writable } from 'node:stream';
import type { WriteStream } from 'node:tty';
import { abortable } from '../abortable.ts';
import { collect, type Docker, type ExecResult, ended } from './node-exec.ts';

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
  const [AttachStdin, Tty] = [stdin !== undefined, terminal !== undefined];
  const create = { Cmd: command, AttachStdout: true, AttachStderr: true, AttachStdin, Tty };
  const exec = await abortable(signal, docker.getContainer(containerId).exec(create));
  const started = exec.start({ hijack: true, stdin: AttachStdin, Tty });
  const stream = await abortable(signal, started, (late) => late.destroy());
  // Refused when the command is over already.
  const resize = () => exec.resize({ w: terminal?.columns, h: terminal?.rows }).catch(() => undefined);
  if (terminal) {
    await resize();
    terminal.on('resize', resize);
    stream.pipe(options.stdout, { end: false });
  } else docker.modem.demuxStream(stream, options.stdout, options.stderr);
  stdin?.pipe(stream);
  const { promise: inputFailed, reject } = Promise.withResolvers<never>();
  stdin?.once('error', reject);
  try {
    await abortable(signal, Promise.race([ended(stream), inputFailed]));
  } finally {
    terminal?.off('resize', resize);
    stdin?.unpipe(stream);
    stream.destroy();
  }
  return (await abortable(signal, exec.inspect())).ExitCode ?? -1;
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
