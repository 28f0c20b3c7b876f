import { createWriteStream } from 'node:fs';
import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { lock } from 'proper-lockfile';
import { cacheFolder } from '../cache-folder.ts';
import type { Engine } from '../engine/index.ts';
import { ensureBaseImage } from './base.ts';
import { buildImage, contextHash, hasImage } from './build.ts';

const fixtures = join(import.meta.dirname, '..', '..', 'fixtures');

/** Names of the images that a cluster runs. */
export interface ClusterImages {
  /** A machine with the Nomad binaries and the archives of the two images below. */
  node: string;
  /** Static busybox, for docker tasks. */
  job: string;
  /** The hostpath CSI driver. */
  csiPlugin: string;
}

/** What is needed to make the images. */
export interface ImageOptions {
  /** The Nomad binaries that go into the node image, with the digests that name their content. */
  binaries: readonly { version: string; path: string; sha256: string }[];
  /** Writes the CSI driver's build context into a folder (a fixture's own business). */
  writeCsiContext: (dir: string) => Promise<void>;
  onProgress?: (line: string) => void;
  signal?: AbortSignal;
}

/**
 * Makes the images that are not there yet; tags are digests of their content, so an unchanged tree builds nothing.
 * @throws EnvironmentError IMAGE_BASE_MISSING, IMAGE_BUILD_FAILED
 */
export async function ensureImages(engine: Engine, options: ImageOptions): Promise<ClusterImages> {
  await using _turn = await imageLock();
  const base = await ensureBaseImage(engine, options.signal);
  const job = await ensureImage(engine, 'job', join(fixtures, 'images', 'job'), base, options);
  const csiPlugin = await withContext(options.writeCsiContext, (dir) =>
    ensureImage(engine, 'csi-hostpath', dir, base, options),
  );
  const machine = await ensureImage(engine, 'node-base', join(fixtures, 'node'), base, options);
  const node = await ensureNodeImage(engine, { machine, job, csiPlugin }, options);
  return { node, job, csiPlugin };
}

/** Two runs at once build each image once. proper-lockfile polls: the file system offers no event for a lock. */
async function imageLock(): Promise<AsyncDisposable> {
  const dir = join(cacheFolder(), 'images');
  await mkdir(dir, { recursive: true });
  const release = await lock(dir, {
    stale: 30_000,
    retries: { forever: true, minTimeout: 200, maxTimeout: 1000 },
  });
  return { [Symbol.asyncDispose]: release };
}

async function withContext<T>(
  write: (dir: string) => Promise<void>,
  use: (dir: string) => Promise<T>,
): Promise<T> {
  const dir = await mkdtemp(join(tmpdir(), 'nomad-e2e-context-'));
  try {
    await write(dir);
    return await use(dir);
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

async function ensureImage(
  engine: Engine,
  name: string,
  context: string,
  base: string,
  { onProgress, signal }: ImageOptions,
): Promise<string> {
  signal?.throwIfAborted();
  const tag = `nomad-e2e/${name}:${await contextHash(context, base)}`;
  if (await hasImage(engine, tag)) return tag;
  onProgress?.(`building image ${name}`);
  await buildImage(engine, context, tag);
  return tag;
}

/** The node image carries the binaries and the other images' archives, so that a start copies nothing. */
async function ensureNodeImage(
  engine: Engine,
  parts: { machine: string; job: string; csiPlugin: string },
  options: ImageOptions,
): Promise<string> {
  const { binaries } = options;
  // A tag takes no `+`, which a build's version may have.
  const versions = binaries.map(({ version }) => version.replaceAll('+', '_')).join('-');
  return withContext(
    async (dir) => {
      const content = [
        parts.machine,
        parts.job,
        parts.csiPlugin,
        ...binaries.map(({ sha256 }) => sha256),
      ].join('\n');
      await writeFile(join(dir, 'content'), content);
    },
    async (dir) => {
      const tag = `nomad-e2e/node:${versions}-${await contextHash(dir)}`;
      if (await hasImage(engine, tag)) return tag;
      options.onProgress?.(
        `building image node for Nomad ${binaries.map(({ version }) => version).join(' and ')}`,
      );
      for (const { version, path } of binaries) {
        await mkdir(join(dir, 'nomad', version), { recursive: true });
        await copyFile(path, join(dir, 'nomad', version, 'nomad'));
      }
      await saveImages(engine, [parts.job, parts.csiPlugin], join(dir, 'images'));
      await writeFile(join(dir, 'Dockerfile'), nodeDockerfile(parts.machine));
      await buildImage(engine, dir, tag);
      return tag;
    },
  );
}

function nodeDockerfile(machine: string): string {
  return `FROM ${machine}\nCOPY images/ /opt/images/\nCOPY nomad/ /opt/nomad/\n`;
}

async function saveImages(engine: Engine, names: string[], dir: string): Promise<void> {
  await mkdir(dir);
  for (const [n, name] of names.entries()) {
    await pipeline(await engine.docker.getImage(name).get(), createWriteStream(join(dir, `${n}.tar`)));
  }
}
