import { PassThrough } from 'node:stream';
import type { ContainerRuntimeClient } from 'testcontainers';

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
  signal?.throwIfAborted();
  const exec = await docker
    .getContainer(containerId)
    .exec({ Cmd: command, AttachStdout: true, AttachStderr: true });
  const stream = await exec.start({});
  const [out, err] = [new PassThrough(), new PassThrough()];
  docker.modem.demuxStream(stream, out, err);
  const [stdout, stderr] = [collect(out), collect(err)];
  await new Promise<void>((resolve, reject) => {
    const abort = () => {
      stream.destroy();
      reject(signal?.reason);
    };
    signal?.addEventListener('abort', abort, { once: true });
    stream.once('end', resolve);
    stream.once('error', reject);
    stream.once('close', () => signal?.removeEventListener('abort', abort));
  });
  const { ExitCode } = await exec.inspect();
  return { exitCode: ExitCode ?? -1, stdout: stdout(), stderr: stderr() };
}

/** Gives all that has come out of the stream so far, as text. */
export function collect(stream: PassThrough): () => string {
  const chunks: Buffer[] = [];
  stream.on('data', (chunk: Buffer) => chunks.push(chunk));
  return () => Buffer.concat(chunks).toString('utf8');
}
