import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { deadline, isDeadline } from '../deadline.ts';
import { EnvironmentError, UsageError } from '../errors.ts';
import { apiVersionIn } from './build-info.ts';
import { type GoResult, runGroup } from './go-command.ts';
import { type Mend, mend, needsMending } from './go-mend.ts';
import {
  apiQuery,
  buildGoMod,
  fallbackApi,
  type ModuleApi,
  nomadModule,
  type Release,
  readDownload,
  toolsGo,
} from './go-module.ts';
import { goEnvironment, requireToolchain, type Toolchain } from './go-toolchain.ts';
import { requireOpenSource } from './open-source.ts';
import type { Fetch } from './source.ts';
import { Ticker } from './ticker.ts';

/** Seven minutes on two cores; this bounds a build on a machine that swaps. */
const buildTimeoutMs = 60 * 60_000;

interface Build extends Toolchain {
  version: string;
  signal: AbortSignal;
}

/**
 * Compiles an open-source release of Nomad from its Go module, writes the binary to `path`, and returns the `api` module that it was
 * compiled with. It has no web UI, which is not in the module.
 * @throws UsageError BINARY_VERSION_UNKNOWN
 * @throws EnvironmentError BINARY_NOT_OPEN_SOURCE, BINARY_GO_MISSING, BINARY_GO_TOO_OLD, BINARY_CC_MISSING, BINARY_MODULE_UNREACHABLE,
 * BINARY_BUILD_FAILED
 */
export async function buildFromModule(
  path: string,
  fetch: Fetch,
  timeoutMs: number = buildTimeoutMs,
): Promise<ModuleApi> {
  const { version, arch, work, onProgress } = fetch;
  requireOpenSource(version);
  const cwd = join(work, 'build');
  await mkdir(cwd, { recursive: true });
  const limit = { what: `binary of Nomad ${version}`, ms: timeoutMs, machine: true };
  const signal = deadline({ ...limit, signal: fetch.signal });
  const build: Build = { version, cwd, env: goEnvironment(arch, work), signal };
  using ticker = new Ticker(onProgress);
  try {
    await requireToolchain(build, signal);
    ticker.stage(`downloading modules of Nomad ${version}`);
    const release = await downloadRelease(build);
    const mended = needsMending(version) ? await mend(release, cwd) : undefined;
    const api = await apiVersion(build, release);
    await writeModule(build, release, { api, mended });
    const packages = await listPackages(build);
    ticker.stage(`compiling Nomad ${version} (minutes; the next run takes it from the cache)`);
    await compile(build, path, mended?.linkerFlags, (done) =>
      ticker.detail(`${done} of at most ${packages} packages`),
    );
    await requireApi(path, api, build);
    return api;
  } catch (error) {
    if (!isDeadline(signal.reason) || fetch.signal.aborted) throw error;
    throw failed(version, `not done in ${timeoutMs / 60_000} min`, error);
  }
}

/** Fetches Nomad's own module. */
async function downloadRelease(build: Build): Promise<Release> {
  const { version } = build;
  const result = await runGroup('go', ['mod', 'download', '-json', `${nomadModule}@v${version}`], build);
  const release = await readDownload(version, result.stdout).catch(() => ({ error: tail(result.stderr) }));
  if (!('error' in release)) return release;
  // What proxies and git answer for a version that does not exist.
  if (
    /unknown revision|404 Not Found|410 Gone|version is not available|no matching versions/i.test(
      release.error,
    )
  ) {
    throw new UsageError('BINARY_VERSION_UNKNOWN', `the Go module proxy has no Nomad ${version}`, {
      observed: release.error,
      next: `look at the versions it has: go list -m -versions ${nomadModule}`,
    });
  }
  throw new EnvironmentError(
    'BINARY_MODULE_UNREACHABLE',
    `the Go module of Nomad ${version} cannot be fetched`,
    {
      observed: release.error,
      next: 'check the connection, HTTPS_PROXY, and GOPROXY (go env GOPROXY)',
    },
  );
}

async function writeModule(
  build: Build,
  release: Release,
  { api, mended }: { api: ModuleApi; mended: Mend | undefined },
): Promise<void> {
  const goMod = buildGoMod(release, api.version, mended ? [mended.replace] : []);
  await writeFile(join(build.cwd, 'go.mod'), goMod);
  await writeFile(join(build.cwd, 'tools.go'), toolsGo);
}

/** The api of the release's own commit where the proxy serves it, as the release was built with that. */
async function apiVersion(build: Build, release: Release): Promise<ModuleApi> {
  if (!release.commit) return fallbackApi(release);
  const result = await runGroup('go', ['list', '-m', '-f', '{{.Version}}', apiQuery(release.commit)], build);
  const served = /^v\S+$/.exec(result.stdout.trim())?.[0];
  return !result.failed && served ? { version: served, own: true } : fallbackApi(release);
}

/** Downloads every module that is needed, and counts the packages. */
async function listPackages(build: Build): Promise<number> {
  const result = await runGroup('go', ['list', '-deps', nomadModule], build);
  if (result.failed) throw failed(build.version, tail(result.stderr), result);
  return result.stdout.split('\n').length;
}

async function compile(
  build: Build,
  path: string,
  linkerFlags: string | undefined,
  onPackage: (done: number) => void,
): Promise<void> {
  let done = 0;
  const flags = ['-s', '-w', ...(linkerFlags === undefined ? [] : [linkerFlags])].join(' ');
  const args = ['build', '-v', '-ldflags', flags, '-o', path, nomadModule];
  // -v names each package on a line of its own; a diagnosis starts with '#' or has blanks in it.
  const onLine = (line: string) => void (/^[^\s#]+$/.test(line) && onPackage(++done));
  const result: GoResult = await runGroup('go', args, { ...build, onLine });
  if (result.failed) throw failed(build.version, tail(diagnosis(result.stderr)), result);
}

/** What is told of the binary must be in it: Go chooses another version where some other module asks for a later one. */
async function requireApi(path: string, { version: wanted }: ModuleApi, { version, signal }: Build) {
  const got = await apiVersionIn(path, signal);
  if (got !== wanted)
    throw failed(version, `it has the api module ${got ?? '(none)'}, not ${wanted}`, undefined);
}

function diagnosis(stderr: string): string {
  const lines = stderr.split('\n').filter((line) => !/^[^\s#]+$/.test(line));
  return lines.join('\n');
}

function failed(version: string, observed: string, cause: unknown): EnvironmentError {
  return new EnvironmentError(
    'BINARY_BUILD_FAILED',
    `Nomad ${version} could not be compiled from its Go module`,
    {
      observed,
      next: 'give a binary: --nomad-binary <path>, or a release archive: NOMAD_E2E_RELEASE_URL=<url>',
      cause,
    },
  );
}

function tail(text: string): string {
  return text.trim().split('\n').slice(-15).join('\n');
}
