import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { abortableStream } from '../abortable.ts';
import type { Engine } from '../engine/index.ts';
import { EnvironmentError } from '../errors.ts';
import { tempFolder } from '../temp-folder.ts';
import { followed, hasImage } from './build.ts';
import type { Debian } from './node-engine.ts';
import { pull } from './store.ts';

/** The one base of all images of a run; the Dockerfiles in fixtures/ name it too. */
export const baseImage = (debian: Debian) => `debian:${debian}-slim`;

/** Whether the engine holds the base image already. */
export const hasBaseImage = (engine: Engine, debian: Debian) => hasImage(engine, baseImage(debian));

/**
 * Makes sure that the base image is there: already present, pulled where a registry answers, else made from
 * Debian's packages with mmdebstrap.
 * @throws EnvironmentError IMAGE_BASE_MISSING with the reason of each way that was tried.
 */
export async function ensureBaseImage(engine: Engine, debian: Debian, signal?: AbortSignal): Promise<string> {
  const image = baseImage(debian);
  if (!(await hasImage(engine, image))) {
    const refusal = await pull(engine, image, signal).then(
      () => undefined,
      (error: Error) => error,
    );
    if (refusal) await fromDebianPackages(engine, { debian, refusal, signal });
  }
  const { Id } = await engine.docker.getImage(image).inspect();
  return Id;
}

async function fromDebianPackages(
  engine: Engine,
  { debian, refusal, signal }: { debian: Debian; refusal: Error; signal: AbortSignal | undefined },
): Promise<void> {
  const image = baseImage(debian);
  await using dir = await tempFolder('base');
  const tarball = join(dir.path, 'base.tar');
  const made = await execa('mmdebstrap', ['--variant=minbase', debian, tarball], {
    reject: false,
    ...(signal && { cancelSignal: signal }),
  });
  signal?.throwIfAborted();
  if (made.failed) {
    throw new EnvironmentError('IMAGE_BASE_MISSING', `${image} can neither be pulled nor made here`, {
      observed: `pull: ${refusal.message}\nmmdebstrap: ${made.code === 'ENOENT' ? 'not installed' : made.stderr.split('\n').slice(-3).join('\n')}`,
      next: `docker pull ${image}, or on Debian: apt-get install mmdebstrap`,
      cause: refusal,
    });
  }
  const [repo, tag] = image.split(':');
  const imported = engine.docker.importImage(createReadStream(tarball), { repo, tag });
  await followed(engine, await abortableStream(signal, imported), { signal });
}
