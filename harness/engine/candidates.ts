import { join } from 'node:path';
import { currentContextName, dockerConfigFolder, readContext } from './context.ts';
import type { Tried } from './errors.ts';

/** An address that may have an engine behind it. */
export interface Candidate {
  source: string;
  host: string;
  /** Folder with ca.pem, cert.pem, key.pem: speak TLS. */
  certPath?: string;
  /** The user named it: nothing else may be used in its place. */
  explicit: boolean;
}

export interface Surroundings {
  env: NodeJS.ProcessEnv;
  home: string;
  uid: number;
}

/**
 * Addresses to try, in order: DOCKER_HOST, the docker context in use, the default socket, rootless sockets, Podman's.
 * An address that the user named (DOCKER_HOST, or a context by DOCKER_CONTEXT or `docker context use`) stands alone, as with the
 * docker command line.
 */
export async function candidates(around: Surroundings): Promise<{ list: Candidate[]; tried: Tried[] }> {
  const { env } = around;
  if (env.DOCKER_HOST) {
    const certPath = env.DOCKER_TLS_VERIFY
      ? env.DOCKER_CERT_PATH || dockerConfigFolder(env, around.home)
      : undefined;
    const host = { source: 'DOCKER_HOST', host: env.DOCKER_HOST, explicit: true };
    return { list: [{ ...host, ...(certPath ? { certPath } : {}) }], tried: [] };
  }
  const { list, tried } = await contextCandidate(around);
  return list.length > 0 || tried.length > 0 ? { list, tried } : { list: sockets(around), tried: [] };
}

async function contextCandidate({ env, home }: Surroundings): Promise<{ list: Candidate[]; tried: Tried[] }> {
  const folder = dockerConfigFolder(env, home);
  const name = await currentContextName(env, folder);
  if (name === undefined) return { list: [], tried: [] };
  const source = `docker context "${name}"`;
  const context = await readContext(folder, name);
  if ('reason' in context) {
    return { list: [], tried: [{ source, host: name, reason: context.reason, explicit: true }] };
  }
  const { host, certPath } = context;
  return { list: [{ source, host, explicit: true, ...(certPath ? { certPath } : {}) }], tried: [] };
}

/** The usual sockets of Docker and of the programs that keep one in a virtual machine, the latter in the user's home; then Podman's. */
function sockets({ env, home, uid }: Surroundings): Candidate[] {
  const runtime = env.XDG_RUNTIME_DIR || `/run/user/${uid}`;
  const at = (source: string, path: string) => ({ source, host: `unix://${path}`, explicit: false });
  return [
    at('default socket', '/var/run/docker.sock'),
    at('rootless Docker', join(runtime, 'docker.sock')),
    at('Docker Desktop or rootless Docker', join(home, '.docker', 'run', 'docker.sock')),
    at('Docker Desktop', join(home, '.docker', 'desktop', 'docker.sock')),
    at('OrbStack', join(home, '.orbstack', 'run', 'docker.sock')),
    at('colima', join(env.COLIMA_HOME || join(home, '.colima'), 'default', 'docker.sock')),
    at('Rancher Desktop', join(home, '.rd', 'docker.sock')),
    at('rootless Podman', join(runtime, 'podman', 'podman.sock')),
    at('Podman', '/run/podman/podman.sock'),
  ];
}
