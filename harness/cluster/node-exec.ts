import { PassThrough, type Readable, type Writable } from 'node:stream';
import { setTimeout } from 'node:timers/promises';
import type { WriteStream } from 'node:tty';
import type { ContainerRuntimeClient } from 'testcontainers';
import { abortable } from '../abortable.ts';

/** The engine's API as testcontainers hands it out. */
export type Docker = ContainerRuntimeClient['container']['dockerode'];
type Exec = Awaited<ReturnType<ReturnType<Docker['getContainer']>['exec']>>;

/** Result of a command that ran inside a node. */
export interface ExecResult {
  exitCode: number;
  stdout: string;
  stderr: string;
}

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
 * ends the connection; the command itself is the node's. With an input the connection is hijacked: over plain HTTP its end
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
  const started = exec.start({ hijack: AttachStdin || Tty, stdin: AttachStdin, Tty });
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
  return await exitCodeOf(exec, signal);
}

/** A busy engine notes the end of a command some time after its output has ended. */
const endNotedWithinMs = 10_000;
const askAgainMs = 20;

/** The exit code of a command whose output has ended; -1 where the connection was closed before its end. */
async function exitCodeOf(exec: Exec, signal: AbortSignal | undefined): Promise<number> {
  const late = performance.now() + endNotedWithinMs;
  for (;;) {
    const { Running, ExitCode } = await abortable(signal, exec.inspect());
    if (!Running || performance.now() > late) return ExitCode ?? -1;
    // The engine's API has no call that waits for it.
    await setTimeout(askAgainMs, undefined, { signal });
  }
}

/**
 * Runs a command inside a node's container, with `input` as its standard input, and returns its output and exit code.
 * An abort ends the wait; the command itself is the node's and ends with it.
 */
export async function execInNode(
  docker: Docker,
  containerId: string,
  command: string[],
  { input, signal }: { input?: Readable; signal?: AbortSignal | undefined } = {},
): Promise<ExecResult> {
  const [out, err] = [new PassThrough(), new PassThrough()];
  const [stdout, stderr] = [collect(out), collect(err)];
  try {
    const streams = { stdin: input, stdout: out, stderr: err };
    const exitCode = await attachExec(docker, containerId, { command, ...streams, signal });
    return { exitCode, stdout: stdout(), stderr: stderr() };
  } finally {
    input?.destroy();
  }
}

/** The end of a stream, however it comes: an engine that is killed may close it without an end. */
function ended(stream: Readable): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  stream.once('end', resolve).once('close', resolve).once('error', reject);
  if (stream.destroyed) resolve();
  return promise;
}

/** Gives all that has come out of the stream so far, as text. */
function collect(stream: PassThrough): () => string {
  const chunks: Buffer[] = [];
  stream.on('data', (chunk: Buffer) => chunks.push(chunk));
  return () => Buffer.concat(chunks).toString('utf8');
}
