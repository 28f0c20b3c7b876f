import { createWriteStream } from 'node:fs';
import { PassThrough, type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { abortableStream } from '../abortable.ts';
import { labels } from '../engine/index.ts';
import { EnvironmentError } from '../errors.ts';
import { bootAgain } from './boot-again.ts';
import type { NodeEngine } from './node-container.ts';
import { attachExec, execInNode } from './node-exec.ts';

export interface StoreOptions {
  /** Image of a node without Nomad. */
  machine: string;
  /** Images of the host's engine that the nodes' engines are to hold. */
  images: readonly string[];
  /** Where the archive is written to. */
  file: string;
  runId: string;
  signal?: AbortSignal | undefined;
}

/**
 * Has a node's engine load images, and writes its data folder as a tar archive, which every client's engine begins with: to load them
 * costs each 1.4 s of processor time.
 * @throws EnvironmentError MACHINE_TIMEOUT where the node does not come up, NODE_STORE_FAILED with what was printed
 */
export async function writeImageStore(engine: NodeEngine, options: StoreOptions): Promise<void> {
  const { hostConfigOf } = await import('./node-container.ts');
  const { docker } = engine;
  const { machine, images, file, runId, signal } = options;
  const shape = { role: 'client', runId, keep: false, sharedVolume: '' } as const;
  const container = await docker.createContainer({
    name: `nomad-e2e-${runId}-store`,
    Image: machine,
    Env: ['NODE_ROLE=client'],
    Labels: labels(runId),
    HostConfig: { ...hostConfigOf(engine, shape), NetworkMode: 'none', PortBindings: {} },
  });
  await using _removed = {
    [Symbol.asyncDispose]: async () => void (await container.remove({ force: true, v: true })),
  };
  const { id } = container;
  await bootAgain(docker, { name: 'store', containerId: id });
  for (const image of images) {
    const input: Readable = await abortableStream(signal, docker.getImage(image).get());
    const { exitCode, stderr } = await execInNode(docker, id, ['docker', 'load', '-q'], { input, signal });
    if (exitCode !== 0) throw failed(`${image}: ${stderr.trim()}`);
  }
  const [stdout, stderr] = [new PassThrough(), new PassThrough().setEncoding('utf8')];
  const said = stderr.toArray();
  const written = pipeline(stdout, createWriteStream(file));
  const command = ['archive-engine'];
  const exitCode = await attachExec(docker, id, { command, stdout, stderr, signal }).finally(() => {
    stdout.end();
    stderr.end();
  });
  await written;
  if (exitCode !== 0) throw failed((await said).join('').trim());
}

function failed(observed: string): EnvironmentError {
  return new EnvironmentError('NODE_STORE_FAILED', 'the image store of the nodes cannot be prepared', {
    observed,
    next: 'docker info shows what the engine may do; --node-engine gives the nodes another engine',
  });
}
