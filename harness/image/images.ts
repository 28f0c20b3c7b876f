import { copyFile, cp, mkdir, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Engine } from '../engine/index.ts';
import { EnvironmentError, explain } from '../errors.ts';
import { tempFolder } from '../temp-folder.ts';
import { ensureBaseImage } from './base.ts';
import { buildImage, contextHash, hasImage } from './build.ts';
import { imageLock } from './image-lock.ts';
import type { NodeEngine } from './node-engine.ts';

const fixtures = join(import.meta.dirname, '..', '..', 'fixtures');

/** Names of the images that a cluster runs. */
export interface ClusterImages {
  /** A machine with the Nomad binaries, whose engine holds the two images below from its first boot on. */
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
  /** The Docker engine of the nodes. */
  nodeEngine: NodeEngine;
  /** Writes the CSI driver's build context into a folder (a fixture's own business). */
  writeCsiContext: (dir: string) => Promise<void>;
  /** Writes what the engine of such a machine keeps on its disk when it holds these images, as a tar archive. */
  writeImageStore: (machine: string, images: readonly string[], file: string) => Promise<void>;
  onProgress?: (line: string) => void;
  signal?: AbortSignal;
}

/**
 * Makes the images that are not there yet; tags are digests of their content, so an unchanged tree builds nothing.
 * @throws EnvironmentError IMAGE_BASE_MISSING, IMAGE_BUILD_FAILED, NODE_STORE_FAILED
 */
export async function ensureImages(engine: Engine, given: ImageOptions): Promise<ClusterImages> {
  await using lock = await imageLock(given.signal);
  const { nodeEngine, base } = await obtainBase(engine, { ...given, signal: lock.signal });
  const options = { ...given, nodeEngine, signal: lock.signal };
  const { debian } = nodeEngine;
  const args = { DEBIAN: debian };
  const jobContext = join(fixtures, 'images', 'job');
  const job = await ensureImage(engine, { name: `job-${debian}`, context: jobContext, base, args }, options);
  await using csi = await tempFolder('context');
  await options.writeCsiContext(csi.path);
  const driver = { name: `csi-hostpath-${debian}`, context: csi.path, base, args };
  const csiPlugin = await ensureImage(engine, driver, options);
  const machine = await ensureMachineImage(engine, base, options);
  const filled = await ensureFilledImage(engine, { machine, job, csiPlugin }, options);
  const node = await ensureNodeImage(engine, filled, options);
  return { node, job, csiPlugin };
}

/** The base image of the engine that is wanted, or of its fallback. */
export async function obtainBase(
  engine: Engine,
  { nodeEngine, onProgress, signal }: Pick<ImageOptions, 'nodeEngine' | 'onProgress' | 'signal'>,
  ensure = ensureBaseImage,
): Promise<{ nodeEngine: NodeEngine; base: string }> {
  const { debian, version, fallback } = nodeEngine;
  try {
    return { nodeEngine, base: await ensure(engine, debian, signal) };
  } catch (error) {
    const isMissing = error instanceof EnvironmentError && error.code === 'IMAGE_BASE_MISSING';
    if (!isMissing || fallback === undefined) throw error;
    onProgress?.(
      `warning: the nodes have Docker ${fallback.version} of Debian ${fallback.debian}, not ${version} of ${debian}: ${explain(error)}`,
    );
    return { nodeEngine: fallback, base: await ensure(engine, fallback.debian, signal) };
  }
}

interface Recipe {
  /** Has the engine, so that one engine's image does not count as an older one of another's: see `olderOnes`. */
  name: string;
  /** Folder with a Dockerfile. */
  context: string;
  /** Id of the base image. */
  base: string;
  /** Of the Dockerfile. */
  args: Record<string, string>;
}

async function ensureImage(
  engine: Engine,
  { name, context, base, args }: Recipe,
  { onProgress, signal }: Pick<ImageOptions, 'onProgress' | 'signal'>,
): Promise<string> {
  signal?.throwIfAborted();
  const tag = `nomad-e2e/${name}:${await contextHash(context, base, ...Object.values(args))}`;
  if (await hasImage(engine, tag)) return tag;
  onProgress?.(`building image ${name}`);
  await buildImage(engine, context, tag, { signal, args });
  return tag;
}

/** The node without Nomad: packages that were given are a part of its context, and so of its name. */
async function ensureMachineImage(engine: Engine, base: string, options: ImageOptions): Promise<string> {
  const { name, debian, install, files } = options.nodeEngine;
  await using context = await tempFolder('context');
  await cp(join(fixtures, 'node'), context.path, { recursive: true });
  for (const file of files) await copyFile(file, join(context.path, basename(file)));
  const args = { DEBIAN: debian, ENGINE: install };
  return await ensureImage(engine, { name: `node-base-${name}`, context: context.path, base, args }, options);
}

/** The machine with its engine's images: a start neither copies nor loads them. Apart from Nomad, so each of its versions has the same. */
async function ensureFilledImage(
  engine: Engine,
  parts: { machine: string; job: string; csiPlugin: string },
  { nodeEngine, writeImageStore, onProgress, signal }: ImageOptions,
): Promise<string> {
  const { machine, job, csiPlugin } = parts;
  await using context = await tempFolder('context');
  const { path: dir } = context;
  const tag = `nomad-e2e/node-filled-${nodeEngine.name}:${await contextHash(dir, machine, job, csiPlugin)}`;
  if (await hasImage(engine, tag)) return tag;
  onProgress?.('building image node-filled');
  await writeImageStore(machine, [job, csiPlugin], join(dir, 'store.tar'));
  await writeFile(join(dir, 'Dockerfile'), `FROM ${machine}\nCOPY store.tar /opt/images/\n`);
  await buildImage(engine, dir, tag, { signal });
  return tag;
}

/** The node image carries the binaries, so that a start copies nothing. */
async function ensureNodeImage(engine: Engine, filled: string, options: ImageOptions): Promise<string> {
  const { binaries, nodeEngine, signal } = options;
  await using context = await tempFolder('context');
  const { path: dir } = context;
  const content = [filled, ...binaries.map(({ sha256 }) => sha256)];
  // A tag takes no `+`, which a build's version may have.
  const versions = binaries.map(({ version }) => version.replaceAll('+', '_')).join('-');
  const tag = `nomad-e2e/node-${nodeEngine.name}:${versions}-${await contextHash(dir, ...content)}`;
  if (await hasImage(engine, tag)) return tag;
  const named = binaries.map(({ version }) => version).join(' and ');
  options.onProgress?.(`building image node for Nomad ${named}`);
  for (const { version, path } of binaries) {
    await mkdir(join(dir, 'nomad', version), { recursive: true });
    await copyFile(path, join(dir, 'nomad', version, 'nomad'));
  }
  await writeFile(join(dir, 'Dockerfile'), `FROM ${filled}\nCOPY nomad/ /opt/nomad/\n`);
  await buildImage(engine, dir, tag, { signal });
  return tag;
}
