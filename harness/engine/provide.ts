import type { Tried } from './errors.ts';
import { missing, noPermission, unreachable } from './errors.ts';

/** What is known of the machine when no engine answers. */
export interface Situation {
  env: NodeJS.ProcessEnv;
  platform: NodeJS.Platform;
  user: string;
  uid: number;
  hasDockerd: boolean;
  hasApt: boolean;
  /** `--install` was given. */
  install: boolean;
  interactive: boolean;
  tried: Tried[];
}

/**
 * How to come to a private engine when no engine answers: start the dockerd that is there, install it, or ask first.
 * Throws with the reason and the one command to run when none of these is allowed.
 */
export function wayToPrivateEngine(found: Situation): 'start' | 'install' | 'ask' {
  const { env, uid, tried } = found;
  const root = uid === 0;
  const denied = tried.find(({ code }) => code === 'EACCES' || code === 'EPERM');
  if (denied && !root) throw noPermission(denied, found.user, tried);
  // An engine that the user named is not replaced by another one in silence.
  if (env.DOCKER_HOST) throw unreachable(tried, 'start that engine, or unset DOCKER_HOST');
  if (tried.some(({ explicit }) => explicit)) {
    const way = env.DOCKER_CONTEXT ? 'unset DOCKER_CONTEXT' : 'docker context use default';
    throw unreachable(tried, `start that engine, or ${way}`);
  }
  if (found.platform !== 'linux') throw unreachable(tried, 'start Docker Desktop or another engine');
  if (found.hasDockerd) {
    if (root) return 'start';
    throw unreachable(
      tried,
      'sudo systemctl start docker   (or run this command as root for a private engine)',
    );
  }
  if (root && found.hasApt) {
    if (found.install || env.CI === 'true') return 'install';
    if (found.interactive) return 'ask';
  }
  throw missing(tried, found.hasApt);
}
