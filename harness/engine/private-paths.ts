import { createHash } from 'node:crypto';
import { accessSync, constants } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { cacheFolder } from '../cache-folder.ts';

/** Files of the private engine. Data stays between runs; the state folder is short-lived and short enough for a socket. */
export interface PrivatePaths {
  data: string;
  state: string;
  socket: string;
  host: string;
  exec: string;
  /** Written by dockerd, removed by it at its end. */
  dockerPidFile: string;
  /** Written by us at once after the start: the number and start time of dockerd. */
  identityFile: string;
  config: string;
  /** What the machine's network was before the engine came. */
  network: string;
  log: string;
  /** One file per run that uses the engine. */
  users: string;
}

/** Images live under the user's cache folder; one engine belongs to one such folder. */
export function privatePaths(env: NodeJS.ProcessEnv, home: string): PrivatePaths {
  const root = join(cacheFolder(env, home), 'engine');
  const id = createHash('sha256').update(root).digest('hex').slice(0, 8);
  const state = join(can('/run', constants.W_OK) ? '/run' : tmpdir(), `nomad-e2e-${id}`);
  const socket = join(state, 'docker.sock');
  return {
    data: join(root, 'data'),
    state,
    socket,
    host: `unix://${socket}`,
    exec: join(state, 'exec'),
    dockerPidFile: join(state, 'docker.pid'),
    identityFile: join(state, 'dockerd.json'),
    config: join(state, 'daemon.json'),
    network: join(state, 'network.json'),
    log: join(state, 'dockerd.log'),
    users: join(state, 'users'),
  };
}

/** Folders where dockerd and its helpers live; sbin is often missing from a user's PATH. */
export function enginePath(env: NodeJS.ProcessEnv): string {
  const usual = ['/usr/local/sbin', '/usr/local/bin', '/usr/sbin', '/usr/bin', '/sbin', '/bin'];
  return [...new Set([...(env.PATH ?? '').split(delimiter).filter(Boolean), ...usual])].join(delimiter);
}

/** The dockerd binary; a `docker` command alone is only a client and does not count. */
export function findDockerd(env: NodeJS.ProcessEnv): string | undefined {
  const folders = enginePath(env).split(delimiter);
  return folders.map((folder) => join(folder, 'dockerd')).find((file) => can(file, constants.X_OK));
}

const proxyNames = ['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY', 'ALL_PROXY'];

/** A clean environment for dockerd: a variable such as AWS_CA_BUNDLE must not reach it, a proxy must. */
export function engineEnvironment(env: NodeJS.ProcessEnv): Record<string, string> {
  const kept = Object.entries(env).filter(
    (entry): entry is [string, string] =>
      entry[1] !== undefined && proxyNames.includes(entry[0].toUpperCase()),
  );
  return { PATH: enginePath(env), HOME: env.HOME ?? '/root', ...Object.fromEntries(kept) };
}

function can(path: string, mode: number): boolean {
  try {
    accessSync(path, mode);
    return true;
  } catch {
    return false;
  }
}
