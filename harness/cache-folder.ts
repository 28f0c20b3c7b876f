import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';

/** Our folder among the user's caches. A variable that is empty or names no absolute path counts as unset (XDG Base Directory Specification). */
export function cacheFolder(env: NodeJS.ProcessEnv = process.env, home: string = homedir()): string {
  const named = env.XDG_CACHE_HOME ?? '';
  return join(isAbsolute(named) ? named : join(home, '.cache'), 'nomad-e2e');
}
