import { closeSync, openSync, readdirSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { UsageError } from '../errors.ts';

/** Where the Docker engine inside the nodes comes from. */
export interface NodeEngine {
  /** Debian release that the images are made of; the engine is its own unless packages were given. */
  debian: Debian;
  /** Names what is made with it: `trixie`, or `docker-29.1.2` of packages. */
  name: string;
  /** Docker's version by its packages, before an engine can be asked. */
  version: string;
  /** What apt-get is to install, as fixtures/node/Dockerfile takes it. */
  install: string;
  /** Packages that were given, which go into the image's context. */
  files: string[];
  /** What is taken where the base image can be obtained in no way; only where nobody asked for an engine. */
  fallback?: NodeEngine;
}

export type Debian = keyof typeof engines;

/** Docker of Debian's releases, which stays of one line for a release's life. */
const engines = {
  bookworm: { version: '20.10', install: 'docker.io' },
  trixie: { version: '26.1', install: 'docker.io docker-cli' },
} as const;
const isDebian = (text: string): text is Debian => Object.hasOwn(engines, text);

/** Of the Debian that is stable now, and of the one before where that cannot be obtained. */
export const defaultNodeEngine = 'trixie';
const fallbackEngine = 'bookworm';
/** What `--node-engine` takes. */
const nodeEngineValues = `${Object.keys(engines).join(', ')}, or a folder with .deb packages of an engine`;

/** Packages with dockerd: Debian's, Docker's own, and that of others. */
const enginePackage =
  /^(?:docker\.io|docker-ce|moby-engine)_(?:\d+(?::|%3a))?(\d+(?:\.\d+)+)[^_]*_\w+\.deb$/i;

/**
 * The engine that a release of Debian has, or that a folder has packages of; the default where none is given.
 * @throws UsageError NODE_ENGINE_UNKNOWN for what is neither, and for a folder without the package of an engine
 */
export function nodeEngineOf(given?: string): NodeEngine {
  if (given === undefined)
    return { ...nodeEngineOf(defaultNodeEngine), fallback: nodeEngineOf(fallbackEngine) };
  if (isDebian(given)) return { debian: given, name: given, ...engines[given], files: [] };
  const packages = packagesIn(given);
  const broken = packages.find((file) => !isPackage(join(given, file)));
  if (broken !== undefined)
    throw unknown(given, `${broken} is not a Debian package`, 'fetch it again: apt-get download');
  const found = packages.flatMap((file) => enginePackage.exec(file)?.[1] ?? []);
  const [version] = found;
  if (version === undefined || found.length > 1)
    throw unknown(given, `its packages: ${packages.join(', ') || 'none'}`, oneEngine);
  return {
    ...{ debian: 'trixie', name: `docker-${version}`, version },
    install: '/tmp/packages/*.deb',
    files: packages.map((file) => join(given, file)),
  };
}

const oneEngine =
  'lay exactly one of docker.io, docker-ce and moby-engine into it, as <name>_<version>_<architecture>.deb, with its command line (docker-cli, docker-ce-cli) and what else Debian 13 does not have';

function packagesIn(folder: string): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .flatMap((entry) => (!entry.isDirectory() && entry.name.endsWith('.deb') ? [entry.name] : []))
      .toSorted();
  } catch {
    throw unknown(folder, 'there is no such folder', `it takes ${nodeEngineValues}`);
  }
}

/** Debian's packages are archives of ar: deb(5). */
function isPackage(file: string): boolean {
  const begin = Buffer.alloc(8);
  try {
    const opened = openSync(file, 'r');
    try {
      readSync(opened, begin);
    } finally {
      closeSync(opened);
    }
  } catch {
    return false;
  }
  return begin.toString('latin1') === '!<arch>\n';
}

function unknown(given: string, observed: string, next: string): UsageError {
  const message = `--node-engine ${given} cannot be used: it names no engine for the nodes`;
  return new UsageError('NODE_ENGINE_UNKNOWN', message, { observed, next });
}
