import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';

/**
 * Where this program keeps what a later run uses: `$XDG_CACHE_HOME/nomad-e2e`, else `~/.cache/nomad-e2e`. The variable counts when it
 * is an absolute path (https://specifications.freedesktop.org/basedir-spec/latest/#variables).
 */
export function cacheFolder(env: NodeJS.ProcessEnv = process.env, home: string = homedir()): string {
  const { XDG_CACHE_HOME: given = '' } = env;
  return join(isAbsolute(given) ? given : join(home, '.cache'), 'nomad-e2e');
}
