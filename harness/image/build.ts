import { createHash } from 'node:crypto';
import { readdir, readFile, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { create } from 'tar';
import { abortable, abortableStream } from '../abortable.ts';
import { type Engine, statusOf } from '../engine/index.ts';
import { EnvironmentError, messageOf } from '../errors.ts';

/** Hex digest of every file in a build context and of what it builds on: equal content, equal tag. */
export async function contextHash(dir: string, ...more: string[]): Promise<string> {
  const hash = createHash('sha256');
  for (const each of more) hash.update(`${each}\0`);
  const entries = await readdir(dir, { recursive: true, withFileTypes: true });
  for (const entry of entries.toSorted((a, b) =>
    join(a.parentPath, a.name) < join(b.parentPath, b.name) ? -1 : 1,
  )) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isSymbolicLink()) hash.update(`${path.slice(dir.length)}\0${await readlink(path)}\0`);
    else if (entry.isFile()) hash.update(`${path.slice(dir.length)}\0`).update(await readFile(path));
  }
  return hash.digest('hex').slice(0, 12);
}

/** True when the engine holds an image of that name. */
export async function hasImage(engine: Engine, name: string): Promise<boolean> {
  try {
    await engine.docker.getImage(name).inspect();
    return true;
  } catch (error) {
    if (statusOf(error) === 404) return false;
    throw error;
  }
}

interface BuildEvent {
  stream?: string;
  error?: string;
}

/**
 * Builds a context folder into the image `tag`.
 * @throws EnvironmentError IMAGE_BUILD_FAILED with the last lines of the build's own output.
 */
export async function buildImage(
  engine: Engine,
  context: string,
  tag: string,
  { signal, args = {} }: { signal?: AbortSignal | undefined; args?: Record<string, string> } = {},
): Promise<void> {
  const events: BuildEvent[] = [];
  try {
    const tarball = create({ cwd: context, portable: true }, await readdir(context));
    const started = engine.docker.buildImage(tarball as unknown as NodeJS.ReadableStream, {
      ...{ t: tag, rm: true, forcerm: true, labels: { 'nomad-e2e.image': 'true' } },
      buildargs: { ...proxyArguments(process.env), ...args },
      // The engine ends a build whose client hangs up, also one that has not begun to answer.
      ...(signal && { abortSignal: signal }),
    });
    const output = await abortableStream(signal, started);
    await followed(engine, output, { signal, onEvent: (event: BuildEvent) => events.push(event) });
    const failure = events.find((event) => event.error);
    if (failure) throw new Error(failure.error);
  } catch (cause) {
    signal?.throwIfAborted();
    throw new EnvironmentError('IMAGE_BUILD_FAILED', `image ${tag} could not be built`, {
      cause,
      observed: `${tailOf(events)}\n${messageOf(cause)}`,
      next: `docker build ${context}`,
    });
  }
}

const proxyNames = ['HTTP_PROXY', 'HTTPS_PROXY', 'FTP_PROXY', 'NO_PROXY', 'ALL_PROXY'];

/**
 * Build arguments that every Dockerfile takes, and whose values stay out of the image (Docker docs, predefined ARGs). In both cases,
 * whichever is set: apt-get reads only the lower one.
 */
export function proxyArguments(env: NodeJS.ProcessEnv): Record<string, string> {
  const given = proxyNames.flatMap((upper) => {
    const lower = upper.toLowerCase();
    const value = { [upper]: env[upper] || env[lower], [lower]: env[lower] || env[upper] };
    return Object.entries(value).filter(([, each]) => each);
  });
  return Object.fromEntries(given) as Record<string, string>;
}

/** Waits for the end of an engine's stream of progress; an abort hangs up. */
export async function followed<T>(
  { docker }: Pick<Engine, 'docker'>,
  stream: Readable,
  { signal, onEvent }: { signal: AbortSignal | undefined; onEvent?: (event: T) => unknown },
): Promise<void> {
  const ended = new Promise<void>((resolve, reject) => {
    stream.once('error', reject);
    const hungUp = () => reject(new Error('the engine hung up'));
    stream.once('close', hungUp);
    if (stream.destroyed) hungUp();
    docker.modem.followProgress(stream, (error) => (error ? reject(error) : resolve()), onEvent);
  });
  try {
    await abortable(signal, ended);
  } finally {
    stream.destroy();
  }
}

function tailOf(events: BuildEvent[]): string {
  const text = events.map((event) => event.stream ?? '').join('');
  return text.trim().split('\n').slice(-15).join('\n');
}
