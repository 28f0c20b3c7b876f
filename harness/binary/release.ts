import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { EnvironmentError, UsageError } from '../errors.ts';
import { extractNomad } from './archive.ts';
import { type DownloadLimits, Downloads } from './download.ts';
import { type ReleaseKeys, releaseKeys } from './release-key.ts';
import { requireSignature } from './signature.ts';
import type { Fetch } from './source.ts';
import { Ticker } from './ticker.ts';

/** HashiCorp's release archive; a mirror with the same layout is named by option or NOMAD_E2E_RELEASE_URL. */
const officialUrl = 'https://releases.hashicorp.com';

/**
 * Where releases are fetched from, without a slash at the end.
 * @throws UsageError BINARY_RELEASE_URL_INVALID
 */
export function releaseBase(named: string | undefined, env: NodeJS.ProcessEnv = process.env): string {
  const url = named ?? (env.NOMAD_E2E_RELEASE_URL || officialUrl);
  if (/^https?:$/.test(URL.parse(url)?.protocol ?? '')) return url.replace(/\/+$/, '');
  throw new UsageError('BINARY_RELEASE_URL_INVALID', `'${url}' is not the URL of a release archive`, {
    next: 'give an http:// or https:// URL under which nomad/<version>/nomad_<version>_SHA256SUMS is found',
  });
}

/** Where releases are fetched from, and who may sign them. */
export interface Archive {
  /** See {@link releaseBase}. */
  base: string;
  /** Public keys in place of HashiCorp's. */
  keyFile: string | undefined;
  signal: AbortSignal;
  limits?: DownloadLimits;
}

/** A release for one processor. */
export type Build = Pick<Fetch, 'version' | 'arch'>;

/** A release whose sums are known to be those of its maker. */
export interface Release {
  /** Name of its zip archive. */
  name: string;
  url: string;
  /** Hex SHA-256 of the zip archive. */
  sum: string;
}

/**
 * Fetches the SHA256SUMS of a release, checks their signature, then gives the sum of the archive for one processor.
 * @throws UsageError BINARY_VERSION_UNKNOWN, BINARY_KEY_INVALID
 * @throws EnvironmentError BINARY_RELEASE_UNREACHABLE, BINARY_SIGNATURE_MISSING, BINARY_SIGNATURE_WRONG, BINARY_KEY_EXPIRED
 */
export async function findRelease(archive: Archive, { version, arch }: Build): Promise<Release> {
  const { base, keyFile, signal, limits } = archive;
  const folder = `${base}/nomad/${version}`;
  const name = `nomad_${version}_linux_${arch}.zip`;
  await using downloads = new Downloads(signal, limits);
  const url = `${folder}/nomad_${version}_SHA256SUMS`;
  const content = await downloads.content(url);
  if (content === undefined) throw unknown(base, version);
  const sums = sumsIn(content.toString('utf8'), folder);
  const keys = await releaseKeys(keyFile);
  const signature = await fetchSignature(downloads, url, keys);
  await requireSignature({ url, content, signature }, keys);
  return { name, url: `${folder}/${name}`, sum: sumFor(sums, name, folder) };
}

/** hc-install's order: the file of one key, where an archive is signed with several, then the one for all. */
async function fetchSignature(downloads: Downloads, url: string, { keys }: ReleaseKeys): Promise<Buffer> {
  const ids = keys.map((key) => key.getKeyID().toHex().slice(-8).toUpperCase());
  const names = [...ids.map((id) => `${url}.${id}.sig`), `${url}.sig`];
  for (const name of names) {
    const signature = await downloads.content(name);
    if (signature) return signature;
  }
  throw new EnvironmentError('BINARY_SIGNATURE_MISSING', `${url} is not signed, so nothing there is used`, {
    observed: `the archive does not have ${names.join(' or ')}`,
    next: 'use an archive with signatures: NOMAD_E2E_RELEASE_URL=<url>, or give a binary: --nomad-binary <path>',
  });
}

/**
 * Downloads the archive of a release, checks it against its sum, and writes the binary to `path`.
 * @throws UsageError BINARY_VERSION_UNKNOWN
 * @throws EnvironmentError BINARY_RELEASE_UNREACHABLE, BINARY_SUM_MISMATCH, BINARY_ARCHIVE_INVALID
 */
export async function fetchRelease(
  { name, url, sum }: Release,
  path: string,
  { version, work, onProgress, signal }: Fetch,
  limits?: DownloadLimits,
): Promise<void> {
  await using downloads = new Downloads(signal, limits);
  using ticker = new Ticker(onProgress);
  ticker.stage(`downloading ${name}`);
  const archive = join(work, name);
  const got = await downloads.file(url, archive, (done, total) => ticker.detail(megabytes(done, total)));
  if (got === undefined) throw unknown(url.replace(/\/nomad\/.*$/, ''), version);
  if (got !== sum) throw mismatch(name, sum, got);
  ticker.stage(`unpacking ${name}`);
  await extractNomad(archive, path, signal);
  await rm(archive);
}

/** File name → sum, of a SHA256SUMS file, whose lines are `<hex>  <name>` as sha256sum(1) writes them. */
export function sumsIn(text: string, folder: string): Map<string, string> {
  const lines = [...text.matchAll(/^([0-9a-f]{64}) [ *](\S+)\r?$/gim)];
  if (lines.length > 0) return new Map(lines.map(([, sum = '', file = '']) => [file, sum.toLowerCase()]));
  throw new EnvironmentError(
    'BINARY_RELEASE_UNREACHABLE',
    `${folder} answers, but not with a SHA256SUMS file`,
    {
      observed: text.slice(0, 200),
      next: 'check NOMAD_E2E_RELEASE_URL, and whether a proxy answers in place of the server',
    },
  );
}

function sumFor(sums: Map<string, string>, name: string, folder: string): string {
  const sum = sums.get(name);
  if (sum !== undefined) return sum;
  throw new UsageError('BINARY_VERSION_UNKNOWN', `${folder} has no ${name}`, {
    observed: [...sums.keys()].join(', '),
    next: 'choose a version that is released for this processor',
  });
}

function unknown(base: string, version: string): UsageError {
  return new UsageError('BINARY_VERSION_UNKNOWN', `the release archive ${base} has no Nomad ${version}`, {
    next: `see the versions it has: ${base}/nomad/`,
  });
}

function mismatch(name: string, wanted: string, got: string): EnvironmentError {
  return new EnvironmentError('BINARY_SUM_MISMATCH', `${name} is not what its SHA256SUMS say`, {
    observed: `sha256 ${got}, wanted ${wanted}`,
    next: 'run the same command again; if it stays, the mirror or a proxy in between changes the file',
  });
}

function megabytes(done: number, total: number): string {
  const mega = (bytes: number) => (bytes / 1e6).toFixed(0);
  return total > 0 ? `${mega(done)} of ${mega(total)} MB` : `${mega(done)} MB`;
}
