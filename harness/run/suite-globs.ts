import { readFileSync } from 'node:fs';

/** Projects of vitest's configuration that hold suites. */
export const suiteProjects = ['suites', 'solo'] as const;
export type SuiteProject = (typeof suiteProjects)[number];

/** Patterns, relative to vitest's root. */
export interface SuiteGlobs {
  include: string[];
  exclude: string[];
}

/** The variable that names the file with the exact files that vitest is to run. */
export const suiteFilesVariable = 'NOMAD_E2E_SUITE_FILES';

/**
 * Which files are suites, and in which project each runs. The home of these patterns: vitest's configuration and the names that a
 * user gives are read by them.
 */
export function suiteGlobs(ownSuites: boolean): Record<SuiteProject, SuiteGlobs> {
  // A user's own suites may be anywhere below their folder.
  const folder = ownSuites ? '**' : 'suites/**';
  const solo = `${folder}/*.solo.e2e.ts`;
  const others = ['**/node_modules/**', '**/.git/**'];
  return {
    suites: { include: [`${folder}/*.e2e.ts`], exclude: [solo, ...others] },
    solo: { include: [solo], exclude: others },
  };
}

/** The patterns that this process of vitest runs by: the exact files that it was given, else all. */
export function suiteGlobsOf(env: NodeJS.ProcessEnv): Record<SuiteProject, SuiteGlobs> {
  const globs = suiteGlobs(Boolean(env.NOMAD_E2E_OWN_SUITES));
  const file = env[suiteFilesVariable];
  if (!file) return globs;
  const named = JSON.parse(readFileSync(file, 'utf8')) as Record<SuiteProject, string[]>;
  const exactly = (project: SuiteProject) => ({ ...globs[project], include: named[project].map(escaped) });
  return { suites: exactly('suites'), solo: exactly('solo') };
}

/** A path as a pattern that nothing else matches. */
function escaped(path: string): string {
  return path.replaceAll(/[()[\]{}*?|!+@\\]/g, '\\$&');
}
