import { PassThrough, type Readable } from 'node:stream';
import type { ContainerRuntimeClient } from 'testcontainers';
import { abortable } from '../abortable.ts';

/** The engine's API as testcontainers hands it out. */
export type Docker = ContainerRuntimeClient['container']['dockerode'];

/** Result of a command that ran inside a node. */
export interface ExecResult {
  exitCode: number;
  stdout: string;
  stderr: string;
}

/**
 * Runs a command inside a node's container and returns its output and exit code.
 * An abort ends the wait; the command itself is the node's and ends with it.
 */
export async function execInNode(
  docker: Docker,
  containerId: string,
  command: string[],
  { signal }: { signal?: AbortSignal | undefined } = {},
): Promise<ExecResult> {
  const create = { Cmd: command, AttachStdout: true, AttachStderr: true };
  const exec = await abortable(signal, docker.getContainer(containerId).exec(create));
  const stream = await abortable(signal, exec.start({}), (late) => late.destroy());
  const [out, err] = [new PassThrough(), new PassThrough()];
  docker.modem.demuxStream(stream, out, err);
  const [stdout, stderr] = [collect(out), collect(err)];
  try {
    await abortable(signal, ended(stream));
  } finally {
    stream.destroy();
  }
  const { ExitCode } = await abortable(signal, exec.inspect());
  return { exitCode: ExitCode ?? -1, stdout: stdout(), stderr: stderr() };
}

/** The end of a stream, however it comes: an engine that is killed may close it without an end. */
export function ended(stream: Readable): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  stream.once('end', resolve).once('close', resolve).once('error', reject);
  if (stream.destroyed) resolve();
  return promise;
}

/** Gives all that has come out of the stream so far, as text. */
export function collect(stream: PassThrough): () => string {
  const chunks: Buffer[] = [];
  stream.on('data', (chunk: Buffer) => chunks.push(chunk));
  return () => Buffer.concat(chunks).toString('utf8');
}
