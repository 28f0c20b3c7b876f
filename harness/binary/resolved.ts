import type { ModuleApi } from './go-module.ts';
import type { BinarySource } from './source.ts';

export interface BinaryOptions {
  /** The version to find: `2.0.5`, a line such as `2.0`, or `latest`; with `path`, the version that the binary must have. */
  version?: string | undefined;
  /** A binary of the user's own; nothing is fetched then. */
  path?: string | undefined;
  /** The cache folder of nomad-e2e; see {@link cacheRoot} for the default. */
  cacheDir?: string | undefined;
  /** A release archive other than the official one, which NOMAD_E2E_RELEASE_URL can name too. */
  releaseUrl?: string | undefined;
  /** A file with the public keys that may sign the archive's sums, which NOMAD_E2E_RELEASE_KEY can name too; HashiCorp's unless given. */
  releaseKey?: string | undefined;
  /** Where to fetch from, in this order, when the cache has nothing. */
  sources?: readonly BinarySource[] | undefined;
  onProgress?: ((line: string) => void) | undefined;
  signal?: AbortSignal | undefined;
}

export interface ResolvedBinary {
  version: string;
  path: string;
  source: 'path' | 'cache' | BinarySource;
  /** Where one of the cache was from. */
  origin: 'path' | BinarySource;
  sha256: string;
  /** The `api` module of one that was compiled. */
  api?: ModuleApi;
  /** What it took, in milliseconds. */
  ms: number;
}

/** What obtaining a binary needs of its caller. */
export interface ObtainOptions {
  onProgress?: ((line: string) => void) | undefined;
  signal?: AbortSignal | undefined;
}

/** Where a binary is, or will come from. */
export interface BinaryPlan {
  version: string;
  source: ResolvedBinary['source'];
  /** Its path where it is there, else the URL that it is fetched from or the Go module that it is compiled from. */
  place: string;
  /** Why it is this version, where no exact one was named. */
  why?: string;
  /** Fetches or compiles it where it is not there yet. @throws as `resolveBinary` */
  obtain(options?: ObtainOptions): Promise<ResolvedBinary>;
}
