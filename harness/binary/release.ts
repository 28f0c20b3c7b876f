import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { EnvironmentError, UsageError } from '../errors.ts';
import { extractNomad } from './archive.ts';
import { type DownloadLimits, Downloads } from './download.ts';
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

/**
 * Downloads the release archive of a version, checks it against its SHA256SUMS, and writes the binary to `path`.
 * The signature of SHA256SUMS is not checked: the sums protect against damage, the transport against forgery.
 * @throws UsageError BINARY_VERSION_UNKNOWN
 * @throws EnvironmentError BINARY_RELEASE_UNREACHABLE, BINARY_SUM_MISMATCH, BINARY_ARCHIVE_INVALID
 */
export async function fetchRelease(
  base: string,
  path: string,
  fetch: Fetch,
  limits?: DownloadLimits,
): Promise<void> {
  const { version, arch, work, onProgress, signal } = fetch;
  const folder = `${base}/nomad/${version}`;
  const name = `nomad_${version}_linux_${arch}.zip`;
  await using downloads = new Downloads(signal, limits);
  using ticker = new Ticker(onProgress);
  ticker.stage(`downloading ${name}`);
  const sums = await downloads.text(sumsUrl(base, version));
  if (sums === undefined) throw unknown(base, version);
  const wanted = sumFor(sums, name, folder);
  const archive = join(work, name);
  const got = await downloads.file(`${folder}/${name}`, archive, (done, total) =>
    ticker.detail(megabytes(done, total)),
  );
  if (got === undefined) throw unknown(base, version);
  if (got !== wanted) throw mismatch(name, wanted, got);
  ticker.stage(`unpacking ${name}`);
  await extractNomad(archive, path, signal);
  await rm(archive);
}

/** Where a release has the sums of its files. */
export const sumsUrl = (base: string, version: string) =>
  `${base}/nomad/${version}/nomad_${version}_SHA256SUMS`;

/** The sum of one file in a SHA256SUMS file, whose lines are `<hex>  <name>` as sha256sum(1) writes them. */
export function sumFor(sums: string, name: string, folder: string): string {
  const lines = [...sums.matchAll(/^([0-9a-f]{64}) [ *](\S+)\r?$/gim)];
  const line = lines.find(([, , file]) => file === name);
  if (line?.[1]) return line[1].toLowerCase();
  if (lines.length === 0) {
    throw new EnvironmentError(
      'BINARY_RELEASE_UNREACHABLE',
      `${folder} answers, but not with a SHA256SUMS file`,
      {
        observed: sums.slice(0, 200),
        next: 'check NOMAD_E2E_RELEASE_URL, and whether a proxy answers in place of the server',
      },
    );
  }
  throw new UsageError('BINARY_VERSION_UNKNOWN', `${folder} has no ${name}`, {
    observed: lines.map(([, , file]) => file).join(', '),
    next: 'choose a version that is released for this processor',
  });
}

function unknown(base: string, version: string): UsageError {
  return new UsageError('BINARY_VERSION_UNKNOWN', `the release archive ${base} has no Nomad ${version}`, {
    next: `look at the versions it has: ${base}/nomad/`,
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
