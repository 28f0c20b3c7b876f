import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { abortableStream } from '../abortable.ts';
import type { Engine } from '../engine/index.ts';
import { EnvironmentError } from '../errors.ts';
import { tempFolder } from '../temp-folder.ts';
import { followed, hasImage } from './build.ts';
import { pull } from './store.ts';

/** The one base of every image; the Dockerfiles in fixtures/ name it too. */
export const baseImage = 'debian:bookworm-slim';

/** Whether the engine holds the base image already. */
export const hasBaseImage = (engine: Engine) => hasImage(engine, baseImage);

/**
 * Makes sure that the base image is there: already present, pulled where a registry answers, else made from
 * Debian's packages with mmdebstrap.
 * @throws EnvironmentError IMAGE_BASE_MISSING with the reason of each way that was tried.
 */
export async function ensureBaseImage(engine: Engine, signal?: AbortSignal): Promise<string> {
  if (!(await hasImage(engine, baseImage))) {
    const refusal = await pull(engine, baseImage, signal).then(
      () => undefined,
      (error: Error) => error,
    );
    if (refusal) await fromDebianPackages(engine, refusal, signal);
  }
  const { Id } = await engine.docker.getImage(baseImage).inspect();
  return Id;
}

async function fromDebianPackages(engine: Engine, refusal: Error, signal?: AbortSignal): Promise<void> {
  await using dir = await tempFolder('base');
  const tarball = join(dir.path, 'base.tar');
  const made = await execa('mmdebstrap', ['--variant=minbase', 'bookworm', tarball], {
    reject: false,
    ...(signal && { cancelSignal: signal }),
  });
  signal?.throwIfAborted();
  if (made.failed) {
    throw new EnvironmentError('IMAGE_BASE_MISSING', `${baseImage} can neither be pulled nor made here`, {
      observed: `pull: ${refusal.message}\nmmdebstrap: ${made.code === 'ENOENT' ? 'not installed' : made.stderr.split('\n').slice(-3).join('\n')}`,
      next: `docker pull ${baseImage}, or on Debian: apt-get install mmdebstrap`,
      cause: refusal,
    });
  }
  const [repo, tag] = baseImage.split(':');
  const imported = engine.docker.importImage(createReadStream(tarball), { repo, tag });
  await followed(engine, await abortableStream(signal, imported), { signal });
}
