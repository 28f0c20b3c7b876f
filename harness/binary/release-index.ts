import { z } from 'zod';
import { EnvironmentError, messageOf, UsageError } from '../errors.ts';
import { compareVersions, lineOf, type WantedVersion } from '../version/index.ts';
import { Downloads } from './download.ts';
import type { Archive } from './release.ts';

/** What is read of an archive's index; its shape is that of hc-install, internal/releasesjson/releases.go. */
const indexSchema = z.object({
  versions: z.record(
    z.string(),
    z.object({ builds: z.array(z.object({ os: z.string(), arch: z.string() })) }),
  ),
});

/** A wish that only an archive's index can answer. */
export type NewestOf = Exclude<WantedVersion, { kind: 'exact' }>;

/**
 * The newest open release of a line, or of all, that an archive has for Linux on one processor: no pre-release and no build of
 * another kind (`+ent`, `+fips1403`). The index is not signed, so it decides which version is fetched and not what is trusted.
 * @throws UsageError BINARY_VERSION_UNKNOWN for a line that the archive does not have
 * @throws EnvironmentError BINARY_RELEASE_UNREACHABLE, BINARY_INDEX_INVALID
 */
export async function newestRelease(archive: Archive, wanted: NewestOf, arch: string): Promise<string> {
  const releases = await listReleases(archive, arch);
  const fitting = releases.filter((version) => wanted.kind === 'latest' || lineOf(version) === wanted.line);
  const newest = fitting.sort(compareVersions).at(-1);
  if (newest !== undefined) return newest;
  const lines = [...new Set(releases.sort(compareVersions).map(lineOf))];
  throw new UsageError(
    'BINARY_VERSION_UNKNOWN',
    `the release archive ${archive.base} has no release of ${inWords(wanted)} for linux/${arch}`,
    {
      observed: `lines that it has: ${lines.join(', ') || 'none'}`,
      next: 'name one of these lines, or a version',
    },
  );
}

/** `Nomad 2.0`, or `Nomad`: what the newest is wanted of. */
export const inWords = (wanted: NewestOf) => (wanted.kind === 'latest' ? 'Nomad' : `Nomad ${wanted.line}`);

/** A release for everybody, of which archives have no other kind. */
export const isPlainRelease = (version: string) => /^\d+\.\d+\.\d+$/.test(version);

async function listReleases({ base, signal, limits }: Archive, arch: string): Promise<string[]> {
  const url = `${base}/nomad/index.json`;
  await using downloads = new Downloads(signal, limits);
  const content = await downloads.content(url);
  const { versions } = parseIndex(url, content?.toString('utf8'));
  return Object.entries(versions)
    .filter(([, { builds }]) => builds.some((build) => build.os === 'linux' && build.arch === arch))
    .map(([version]) => version)
    .filter(isPlainRelease);
}

function parseIndex(url: string, text: string | undefined): z.infer<typeof indexSchema> {
  try {
    if (text === undefined) throw new Error('there is no such file');
    return indexSchema.parse(JSON.parse(text));
  } catch (cause) {
    throw new EnvironmentError('BINARY_INDEX_INVALID', `${url} is not the index of a release archive`, {
      observed: describe(cause, text),
      next: 'name an exact version, such as --nomad-version 2.0.5, or another archive: NOMAD_E2E_RELEASE_URL=<url>',
      cause,
    });
  }
}

function describe(cause: unknown, text = ''): string {
  if (cause instanceof z.ZodError) return z.prettifyError(cause).split('\n').slice(0, 3).join('; ');
  const said = messageOf(cause);
  return cause instanceof SyntaxError ? `${text.length} characters, cut or not JSON: ${said}` : said;
}
