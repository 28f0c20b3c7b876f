import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { explain } from '../errors.ts';
import { cleanLines } from '../secrets/index.ts';
import { startedAgain } from './boot-again.ts';
import type { ClusterNode } from './node.ts';
import type { Docker } from './node-exec.ts';
import { nodePaths } from './node-paths.ts';

interface Following {
  runDir: string;
  onCut: ((line: string) => void) | undefined;
}

/** A copy that goes on until the node ends, or until it is ended. */
interface Copy {
  /** Whether the copy is cut. */
  done: Promise<boolean>;
  end(): void;
}

/**
 * Copies a node's agent log, from its first line on and without secrets, into `<run folder>/logs/<node>.log` until disposed.
 * The log itself is a file in the node, so it also holds what was written while nobody followed: after a reboot of the node it is
 * copied anew. A copy that cannot be written, as on a full disk, is cut there, which `onCut` is told once.
 */
export async function followAgentLog(
  docker: Docker,
  node: ClusterNode,
  following: Following,
): Promise<AsyncDisposable> {
  await mkdir(join(following.runDir, 'logs'), { recursive: true });
  const stop = new AbortController();
  const { signal } = stop;
  let began = Date.now() / 1000;
  let copy = await copyLog(docker, node, following);
  const followBoots = async () => {
    while (!(await copy.done)) {
      await startedAgain(docker, node.containerId, { since: began, signal });
      began = Date.now() / 1000;
      copy = await copyLog(docker, node, following);
      if (signal.aborted) copy.end();
    }
  };
  // Ends at the latest with the abort; where the engine is gone, so is the log.
  const followed = followBoots().catch(() => undefined);
  return {
    [Symbol.asyncDispose]: async () => {
      stop.abort();
      copy.end();
      await followed;
    },
  };
}

async function copyLog(docker: Docker, node: ClusterNode, { runDir, onCut }: Following): Promise<Copy> {
  const exec = await docker.getContainer(node.containerId).exec({
    Cmd: ['tail', '-n', '+1', '-F', nodePaths.agentLog],
    AttachStdout: true,
    AttachStderr: false,
  });
  const stream = await exec.start({});
  const file = join(runDir, 'logs', `${node.name}.log`);
  const out = new PassThrough();
  docker.modem.demuxStream(stream, out, new PassThrough().resume());
  const copied = pipeline(out, cleanLines(), createWriteStream(file)).then(
    () => false,
    (error: unknown) => {
      stream.destroy();
      onCut?.(`the log of ${node.name} is cut, ${file}: ${explain(error)}`);
      return true;
    },
  );
  // The engine closes the stream when the node goes; that is an end, not a failure.
  for (const end of ['end', 'close', 'error']) stream.once(end, () => out.end());
  return {
    done: copied,
    end: () => {
      stream.destroy();
      out.end();
    },
  };
}
