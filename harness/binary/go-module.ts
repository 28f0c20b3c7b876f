import { readFile } from 'node:fs/promises';
import { z } from 'zod';

const api = 'github.com/hashicorp/nomad/api';
export const nomadModule = 'github.com/hashicorp/nomad';

/** What the Go module proxy knows of one Nomad release. */
export interface Release {
  version: string;
  /** When the release was tagged. */
  time: string;
  /** The tagged commit; proxies do not tell it for every release. */
  commit: string | undefined;
  /** The release's own go.mod. */
  goMod: string;
  /** Folder with its source, read-only. */
  dir: string;
}

/** What `go mod download -json` prints: https://go.dev/ref/mod#go-mod-download */
const downloadSchema = z.object({
  Info: z.string().optional(),
  GoMod: z.string().optional(),
  Dir: z.string().optional(),
  Error: z.string().optional(),
});
/** The proxy's .info file: https://go.dev/ref/mod#goproxy-protocol */
const infoSchema = z.object({
  Time: z.string(),
  Origin: z.object({ Hash: z.string().optional() }).optional(),
});

/** Reads the output of `go mod download -json`; gives the reason when the command says one. */
export async function readDownload(version: string, stdout: string): Promise<Release | { error: string }> {
  const { Info, GoMod, Dir, Error: error } = downloadSchema.parse(JSON.parse(stdout));
  if (error || !Info || !GoMod || !Dir)
    return { error: error ?? 'the module has no .info, go.mod or source' };
  const info = infoSchema.parse(JSON.parse(await readFile(Info, 'utf8')));
  return {
    version,
    time: info.Time,
    commit: info.Origin?.Hash,
    goMod: await readFile(GoMod, 'utf8'),
    dir: Dir,
  };
}

/**
 * Versions of the `api` module that proxies hold. It lives in Nomad's repository without tags of its own, and each
 * release is built from the source beside it (`replace … => ./api`), which a build from the module does not have.
 */
const knownApis = [
  '20230605233119-67e39d5d248f',
  '20230721134942-515895c7690c',
  '20240717122358-3d93bd3778f3',
];

/** Releases whose own api is served, though the proxy does not tell their commit. */
const ownApis: Readonly<Record<string, string>> = { '1.6.1': '20230721134942-515895c7690c' };

/** The `api` module that a binary was compiled with. */
export interface ModuleApi {
  version: string;
  /** Whether it is that of the release's own commit. Another one may parse what the release does not have. */
  own: boolean;
}

/**
 * The known api version to build a release with when the one of its commit is not found: its own where that is known, else the
 * first from the release's time on, as a later api still has what the release uses; else the newest.
 */
export function fallbackApi({ version, time }: Pick<Release, 'version' | 'time'>): ModuleApi {
  const own = ownApis[version];
  if (own !== undefined) return moduleApi(version, `v0.0.0-${own}`);
  const tagged = new Date(time).toISOString().replace(/\D/g, '').slice(0, 14);
  const chosen = knownApis.find((each) => each.slice(0, 14) >= tagged) ?? knownApis.at(-1);
  return { version: `v0.0.0-${chosen}`, own: false };
}

/** An api version that a binary of this release was compiled with, where nothing but that is known. */
export function moduleApi(release: string, version: string): ModuleApi {
  return { version, own: version === `v0.0.0-${ownApis[release]}` };
}

/** The query for the api version of the release's own commit. */
export const apiQuery = (commit: string) => `${api}@${commit.slice(0, 12)}`;

/** The `go` line and the `replace` lines to other modules of a go.mod (https://go.dev/ref/mod#go-mod-file). */
export function parseGoMod(text: string): { go: string; replaces: string[] } {
  const lines = text.split('\n').map((line) => line.replace(/\/\/.*$/, '').trim());
  const replaces: string[] = [];
  let block = '';
  for (const line of lines) {
    if (line === ')') block = '';
    else if (line.endsWith('(')) block = line.slice(0, -1).trim();
    else if (block === 'replace' && line) replaces.push(line);
    else if (line.startsWith('replace ')) replaces.push(line.slice('replace '.length).trim());
  }
  const go = lines.find((line) => /^go \d/.test(line))?.slice(3) ?? '1.21';
  // A replacement by a folder of Nomad's own source is no use outside of it.
  return { go, replaces: replaces.filter((line) => !/=>\s*\.\.?\//.test(line)) };
}

/** A module that does nothing but need Nomad: `replace` lines count in the main module only, so they are repeated. */
export function buildGoMod(
  { version, goMod }: Pick<Release, 'version' | 'goMod'>,
  apiVersion: string,
  more: readonly string[] = [],
): string {
  const { go, replaces: own } = parseGoMod(goMod);
  const replaces = [...own, ...more];
  return [
    'module nomad-e2e.local/build',
    `go ${go}`,
    `replace (\n${replaces.map((line) => `\t${line}`).join('\n')}\n)`,
    `require (\n\t${nomadModule} v${version}\n\t${api} ${apiVersion}\n)`,
    '',
  ].join('\n\n');
}

/** Keeps the requirement alive: Go drops a module that nothing imports. */
export const toolsGo = `//go:build tools\n\npackage build\n\nimport _ "${nomadModule}"\n`;
