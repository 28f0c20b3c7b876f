import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { explain } from '../errors.ts';
import { cleanLines } from '../secrets/index.ts';
import type { ClusterNode } from './node.ts';
import type { Docker } from './node-exec.ts';
import { nodePaths } from './node-paths.ts';

/**
 * Copies a node's agent log, from its first line on and without secrets, into `<run folder>/logs/<node>.log` until disposed.
 * The log itself is a file in the node, so it also holds what was written while nobody followed. A copy that cannot be written, as on a
 * full disk, is cut there, which `onCut` is told once.
 */
export async function followAgentLog(
  docker: Docker,
  node: ClusterNode,
  { runDir, onCut }: { runDir: string; onCut: ((line: string) => void) | undefined },
): Promise<AsyncDisposable> {
  const dir = join(runDir, 'logs');
  await mkdir(dir, { recursive: true });
  const exec = await docker.getContainer(node.containerId).exec({
    Cmd: ['tail', '-n', '+1', '-F', nodePaths.agentLog],
    AttachStdout: true,
    AttachStderr: false,
  });
  const stream = await exec.start({});
  const file = join(dir, `${node.name}.log`);
  const out = new PassThrough();
  docker.modem.demuxStream(stream, out, new PassThrough().resume());
  const copied = pipeline(out, cleanLines(), createWriteStream(file)).catch((error: unknown) => {
    stream.destroy();
    onCut?.(`the log of ${node.name} is cut, ${file}: ${explain(error)}`);
  });
  // The engine closes the stream when the node goes; that is an end, not a failure.
  stream.on('error', () => out.end());
  return {
    [Symbol.asyncDispose]: async () => {
      stream.destroy();
      out.end();
      await copied;
    },
  };
}
