const prefix = 'NOMAD_E2E_';

/** What a user may set: docs/reference.md. */
export const obeyed = [
  ...['RELEASE_URL', 'RELEASE_KEY', 'CACHE', 'KEEP_ENGINE', 'DEBUG'],
  ...['CLUSTER', 'RUN', 'DRIVER', 'JOBS', 'PACE'],
].map((name) => prefix + name);

/** By which the processes of a run tell each other what to do: what a shell still has of them is of another run. */
const internal = ['PREFIX', 'SESSION', 'RESULT', 'SUITE_FILES', 'OWN_SUITES'].map((name) => prefix + name);

/**
 * Removes variables of other runs, which would change what this one does, and names them, those that nobody knows, and a folder of jobs that
 * replaces `jobs/`.
 */
export function dropStaleVariables(env: NodeJS.ProcessEnv, say: (line: string) => void): void {
  const ignored = Object.keys(env).filter((name) => name.startsWith(prefix) && !obeyed.includes(name));
  for (const name of internal) delete env[name];
  if (ignored.length > 0) say(`${ignored.join(', ')}: not obeyed; what can be set is in docs/reference.md`);
  if (env.NOMAD_E2E_JOBS) say(`jobs are those of ${env.NOMAD_E2E_JOBS} (NOMAD_E2E_JOBS)`);
}
