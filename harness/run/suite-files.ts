import { existsSync, readdirSync, realpathSync, statSync } from 'node:fs';
import { basename, isAbsolute, join, matchesGlob, relative, resolve } from 'node:path';
import { UsageError } from '../errors.ts';
import { type SuiteGlobs, type SuiteProject, suiteGlobs, suiteProjects } from './suite-globs.ts';

const root = join(import.meta.dirname, '..', '..');

/** Files that run in each project, relative to vitest's root. */
export type SuiteFiles = Record<SuiteProject, string[]>;

/** Run when they are named, or their area. */
export const longSuites = 'suites/**/*.long.solo.e2e.ts';

/** Areas of suites: the folders under suites/. */
function areas(): string[] {
  const entries = readdirSync(join(root, 'suites'), { withFileTypes: true });
  return entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
}

/**
 * Areas (`csi`), suites (`csi/read-write` or `read-write`), files and folders as paths: relative to the package, or absolute for
 * suites of the user's own. None for no name, which means all.
 * @throws UsageError SUITE_UNKNOWN naming the areas there are, SUITES_MIXED for suites of both kinds, SUITE_EMPTY for a name that
 * has no file which would run, FLAG_INVALID for more shards than files
 */
export function suiteFilters(
  named: readonly string[],
  { shard }: { shard?: string | undefined } = {},
): string[] {
  const paths = named.map(pathOf);
  if (new Set(paths.map(isAbsolute)).size > 1) {
    throw new UsageError('SUITES_MIXED', "your suites and nomad-e2e's cannot run together", {
      observed: paths.join(', '),
      next: 'run them one after the other, on a cluster of `npx nomad-e2e up` if you like',
    });
  }
  const { suites, solo } =
    paths.length > 0 ? suiteFiles(paths, suiteProjects) : suiteFiles(['suites'], suiteProjects, [longSuites]);
  if (shard !== undefined) requireFiles(suites.length + solo.length, shard);
  return paths;
}

/** vitest, which refuses this too, is asked when the cluster has been started. */
function requireFiles(files: number, shard: string): void {
  if (files >= Number(shard.split('/')[1])) return;
  throw new UsageError(
    'FLAG_INVALID',
    `--shard ${shard} cannot be used: there ${files === 1 ? 'is 1 suite file' : `are ${files} suite files`}`,
    { next: `npx nomad-e2e run --shard 1/${files}` },
  );
}

function pathOf(name: string): string {
  if (areas().includes(name)) return `suites/${name}`;
  const path = relative(root, resolve(name));
  if (existsSync(resolve(name))) return path.startsWith('..') ? resolve(name) : path;
  const ours = filesAt(join(root, 'suites'))
    .map((file) => relative(root, file))
    .filter((file) => file.endsWith('.e2e.ts'));
  const [found, ...others] = ours.filter((file) =>
    [file, suiteName(file), basename(suiteName(file))].includes(name),
  );
  if (found !== undefined && others.length === 0) return found;
  const like = ours.map(suiteName).filter((each) => basename(each).includes(basename(name)));
  throw new UsageError('SUITE_UNKNOWN', `unknown suite area or file "${name}"`, {
    observed: like.length > 0 ? `suites like it: ${like.join(', ')}` : `areas: ${areas().join(', ')}`,
    next: `npx nomad-e2e run ${like[0] ?? areas()[0]}`,
  });
}

/** `csi/read-write` of `suites/csi/read-write.e2e.ts`. */
const suiteName = (file: string) => relative('suites', file).replace(/(\.long|\.solo)*\.e2e\.ts$/, '');

/** Whether these are paths of the user's own suites. */
export function areOwn(paths: readonly string[]): boolean {
  return paths.some((path) => isAbsolute(path));
}

/** Whether suites are named that are not below `suites/`: the user's own, or those of the acceptance tests. */
export function areOutside(paths: readonly string[]): boolean {
  return paths.some((path) => !/^suites(\/|$)/.test(path));
}

/** vitest's root for these paths: the package, or where the user stands, for suites of the user's own. */
export function rootOf(paths: readonly string[]): string {
  return areOwn(paths) ? process.cwd() : root;
}

/**
 * The files that these files and folders name, each in the project that runs it, but for those that a pattern leaves out. Paths are
 * relative to the package, or absolute.
 * @throws UsageError SUITE_EMPTY for a path of which none of these projects runs a file
 */
export function suiteFiles(
  paths: readonly string[],
  projects: readonly string[],
  exclude: readonly string[] = [],
): SuiteFiles {
  const base = rootOf(paths);
  const globs = suiteGlobs(areOutside(paths));
  const found: Record<SuiteProject, Set<string>> = { suites: new Set(), solo: new Set() };
  for (const path of paths) {
    const files = filesAt(resolve(base, path)).map((file) => relative(base, file));
    const known = files.flatMap((file) => {
      const project = projectOf(file, globs);
      return project !== undefined && projects.includes(project) ? [{ file, project }] : [];
    });
    if (known.length === 0) throw suiteEmpty(resolve(base, path), { base, projects, globs });
    for (const { file, project } of known) found[project].add(file);
  }
  const kept = (files: Set<string>) =>
    [...files].filter((file) => !exclude.some((glob) => matchesGlob(file, glob))).sort();
  return { suites: kept(found.suites), solo: kept(found.solo) };
}

/** The project whose patterns have this file. */
function projectOf(file: string, globs: Record<SuiteProject, SuiteGlobs>): SuiteProject | undefined {
  // Node's patterns pass over hidden folders, vitest's do not.
  const shown = file.replaceAll(/(?<=^|\/)\.(?!\.\/)/g, '_');
  const isAny = (patterns: string[], path: string) => patterns.some((pattern) => matchesGlob(path, pattern));
  return suiteProjects.find(
    (project) =>
      !file.startsWith('..') && isAny(globs[project].include, shown) && !isAny(globs[project].exclude, file),
  );
}

/** A file itself, or all files below a folder, through links too; none where nothing is. */
function filesAt(path: string, seen = new Set<string>()): string[] {
  const kind = statSync(path, { throwIfNoEntry: false });
  if (!kind?.isDirectory()) return kind ? [path] : [];
  const folder = realpathSync(path);
  if (seen.has(folder)) return [];
  seen.add(folder);
  const names = readdirSync(path).filter((name) => name !== 'node_modules' && name !== '.git');
  return names.flatMap((name) => filesAt(join(path, name), seen));
}

function suiteEmpty(
  path: string,
  {
    base,
    projects,
    globs,
  }: { base: string; projects: readonly string[]; globs: Record<SuiteProject, SuiteGlobs> },
): UsageError {
  const patterns = suiteProjects
    .filter((each) => projects.includes(each))
    .flatMap((each) => globs[each].include);
  return new UsageError('SUITE_EMPTY', `no suites in ${relative(process.cwd(), path) || '.'}`, {
    observed: `suites are ${patterns.join(' and ')} below ${base}`,
    next: 'name a file that ends in .e2e.ts, or a folder that has one; start nomad-e2e in a folder above it',
  });
}
