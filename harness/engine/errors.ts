import { EnvironmentError } from '../errors.ts';
import { loopback } from './reach.ts';

/** One place that was asked for an engine, and why it was not used. */
export interface Tried {
  /** Where the address came from, such as `DOCKER_HOST` or `docker context "lab"`. */
  source: string;
  host: string;
  reason: string;
  /** The error code of the socket, when there was one (`EACCES`, `ENOENT`, …). */
  code?: string;
  /** The user named it: nothing else may be used in its place. */
  explicit?: boolean;
}

/** The packages that the one command installs; mmdebstrap makes the base image where no registry answers. */
export const debianPackages = ['docker.io', 'iproute2', 'iptables', 'mmdebstrap'] as const;
export const installCommand = `sudo apt-get update && sudo apt-get install -y --no-install-recommends ${debianPackages.join(' ')}`;

/** The candidates as lines of an error. */
export function triedLines(tried: readonly Tried[]): string {
  if (tried.length === 0) return 'no address to try';
  return tried.map((each) => `${each.source} (${each.host}): ${each.reason}`).join('\n');
}

export function unreachable(tried: readonly Tried[], next: string): EnvironmentError {
  return new EnvironmentError('ENGINE_UNREACHABLE', 'no container engine answers', {
    observed: triedLines(tried),
    next,
  });
}

/** A socket is there but this user may not open it. */
export function noPermission(denied: Tried, user: string, tried: readonly Tried[]): EnvironmentError {
  return new EnvironmentError('ENGINE_NO_PERMISSION', `user ${user} may not open the socket ${denied.host}`, {
    observed: triedLines(tried),
    next: `sudo usermod -aG docker ${user} && newgrp docker   (members of group "docker" are root on this machine), or run this command as root`,
  });
}

export function missing(tried: readonly Tried[], canApt: boolean): EnvironmentError {
  return new EnvironmentError('ENGINE_MISSING', 'no container engine answers and no dockerd is installed', {
    observed: triedLines(tried),
    next: canApt
      ? `${installCommand}   (or run again with --install)`
      : 'install Docker Engine 20.10 or newer (https://docs.docker.com/engine/install/)',
  });
}

export function tooOld(host: string, version: string, apiVersion: string, minimum: string): EnvironmentError {
  return new EnvironmentError(
    'ENGINE_TOO_OLD',
    `the engine at ${host} is ${version} with API ${apiVersion}; API ${minimum} (Docker 20.10) or newer is needed`,
    { next: 'upgrade the engine, or point DOCKER_HOST at a newer one' },
  );
}

/** `by` is how to name the engine's address, where it is known. */
export function remote(
  { source, host }: { source: string; host: string },
  by = '<address>',
): EnvironmentError {
  return new EnvironmentError('ENGINE_REMOTE', `the engine at ${host} is in another network`, {
    observed: `${source}; it would publish the nodes' ports on ${loopback} there, where nobody here can ask them`,
    next: `use an engine of this machine (unset DOCKER_HOST, docker context use default), or have the ports published on the engine's address, for everybody who reaches it: --engine-address ${by}`,
  });
}

/** The HTTP status of an engine's refusal. */
export function statusOf(error: unknown): number | undefined {
  return error instanceof Error && 'statusCode' in error ? Number(error.statusCode) : undefined;
}
