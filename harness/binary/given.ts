import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { UsageError } from '../errors.ts';
import { withoutMetadata } from '../version/index.ts';
import { apiVersionIn } from './build-info.ts';
import { sha256Of } from './digest.ts';
import { type ModuleApi, moduleApi } from './go-module.ts';
import { versionOf } from './inspect.ts';

/**
 * A binary that the user names; `wanted` is the version they named with it, if any.
 * @throws UsageError BINARY_PATH_INVALID, BINARY_VERSION_MISMATCH, BINARY_VERSION_UNREADABLE
 * @throws EnvironmentError BINARY_WRONG_PLATFORM, BINARY_NOT_NOMAD, BINARY_ENTERPRISE
 */
export async function givenBinary(
  named: string,
  wanted: string | undefined,
  { arch, signal }: { arch: string; signal: AbortSignal },
): Promise<{ version: string; path: string; sha256: string; api?: ModuleApi }> {
  const path = resolve(named);
  await requireProgram(path);
  const version = (await versionOf(path, arch, signal)) ?? wanted;
  if (version === undefined) {
    throw new UsageError(
      'BINARY_VERSION_UNREADABLE',
      `${path} cannot be run on ${process.platform} to ask its version`,
      {
        next: 'give its version too: --nomad-version <version>',
      },
    );
  }
  if (wanted !== undefined && wanted !== version && wanted !== withoutMetadata(version)) {
    throw new UsageError('BINARY_VERSION_MISMATCH', `${path} is Nomad ${version}, not ${wanted}`, {
      next: `leave out --nomad-version, or give the binary of ${wanted}`,
    });
  }
  const api = await apiVersionIn(path, signal);
  const sha256 = await sha256Of(path, signal);
  return {
    version,
    path,
    sha256,
    ...(api !== undefined && { api: moduleApi(withoutMetadata(version), api) }),
  };
}

async function requireProgram(path: string): Promise<void> {
  const problem = await problemOf(path);
  if (!problem) return;
  throw new UsageError('BINARY_PATH_INVALID', `${path} is no Nomad binary: ${problem.what}`, {
    next: problem.next,
  });
}

async function problemOf(path: string): Promise<{ what: string; next: string } | undefined> {
  const found = await stat(path).catch((error: NodeJS.ErrnoException) => error);
  if (found instanceof Error) {
    const what = found.code === 'ENOENT' ? 'there is no such file' : found.message;
    return { what, next: 'give the path of a Nomad binary, or a version to fetch: --nomad-version 1.11.3' };
  }
  if (found.isDirectory()) return { what: 'it is a folder', next: `give the file in it: ${path}/nomad` };
  if (!found.isFile()) return { what: 'it is not a file', next: 'give the path of a Nomad binary' };
  const denied = await access(path, constants.R_OK | constants.X_OK).catch((error: Error) => error);
  // Root may read anything, so for root only the x bits count here.
  return denied ? { what: 'it is not executable', next: `chmod +x ${path}` } : undefined;
}
