import { createHash } from 'node:crypto';
import { readdir, readFile, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import { create } from 'tar';
import type { Engine } from '../engine/index.ts';
import { EnvironmentError } from '../errors.ts';

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
  return engine.docker
    .getImage(name)
    .inspect()
    .then(
      () => true,
      (error: { statusCode?: number }) => {
        if (error.statusCode === 404) return false;
        throw error;
      },
    );
}

interface BuildEvent {
  stream?: string;
  error?: string;
}

/**
 * Builds a context folder into the image `tag`.
 * @throws EnvironmentError IMAGE_BUILD_FAILED with the last lines of the build's own output.
 */
export async function buildImage(engine: Engine, context: string, tag: string): Promise<void> {
  const events: BuildEvent[] = [];
  try {
    const tarball = create({ cwd: context, portable: true }, await readdir(context));
    const output = await engine.docker.buildImage(tarball as unknown as NodeJS.ReadableStream, {
      t: tag,
      rm: true,
      forcerm: true,
      labels: { 'nomad-e2e.image': 'true' },
    });
    await new Promise<void>((resolve, reject) => {
      engine.docker.modem.followProgress(
        output,
        (error) => (error ? reject(error) : resolve()),
        (event: BuildEvent) => events.push(event),
      );
    });
    const failure = events.find((event) => event.error);
    if (failure) throw new Error(failure.error);
  } catch (cause) {
    throw new EnvironmentError('IMAGE_BUILD_FAILED', `image ${tag} could not be built`, {
      cause,
      observed: `${tailOf(events)}\n${cause instanceof Error ? cause.message : String(cause)}`,
      next: `docker build ${context}`,
    });
  }
}

function tailOf(events: BuildEvent[]): string {
  const text = events.map((event) => event.stream ?? '').join('');
  return text.trim().split('\n').slice(-15).join('\n');
}
