import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, watch, writeFileSync } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { awaitedLater } from '../awaited-later.ts';
import { deadline } from '../deadline.ts';
import { EnvironmentError, messageOf } from '../errors.ts';
import { requireOwnCgroups } from './cgroups.ts';
import { prepareNetwork, restoreNetwork } from './host-network.ts';
import { unmountUnder } from './mounts.ts';
import type { PrivatePaths } from './private-paths.ts';
import { engineEnvironment } from './private-paths.ts';
import { engineVersion } from './probe.ts';
import type { ProcessIdentity } from './process-identity.ts';
import { gone, identify, isAlive, signalProcess } from './process-identity.ts';

/** dockerd is up in a second or two; it takes longer after it was killed with many containers. */
const startTimeoutMs = 60_000;
/** dockerd gives its containers 10 s each, side by side, and itself 15 s (dockerd --shutdown-timeout). */
const stopTimeoutMs = 30_000;

/** The running dockerd of these paths, or undefined when there is none (never started, stopped or killed). */
export async function runningDockerd(paths: PrivatePaths): Promise<ProcessIdentity | undefined> {
  const text = await readFile(paths.identityFile, 'utf8').catch(() => '');
  const [pid, start] = text.trim().split(' ');
  if (!pid || !start) return undefined;
  const found = { pid: Number(pid), start };
  return isAlive(found) ? found : undefined;
}

/** Starts dockerd in its own process group, so that Ctrl-C does not reach it, and resolves when its API answers. */
export async function startDockerd(
  binary: string,
  paths: PrivatePaths,
  env: NodeJS.ProcessEnv,
  signal?: AbortSignal,
): Promise<ProcessIdentity> {
  requireOwnCgroups();
  await clearLeftovers(paths);
  // The machine's own daemon.json is for another engine.
  await writeFile(paths.config, '{}\n');
  const bridge = await prepareNetwork(paths);
  using watcher = watchFolder(paths.state);
  const child = spawnDockerd(binary, paths, { env, bridge });
  try {
    const identity = child.pid === undefined ? undefined : identify(child.pid);
    if (identity) writeFileSync(paths.identityFile, `${identity.pid} ${identity.start}\n`);
    await untilReady(child, paths, watcher, signal);
    if (!identity) throw new Error('dockerd ended at once');
    child.unref();
    return identity;
  } catch (cause) {
    await endChild(child);
    await stopDockerd(paths);
    signal?.throwIfAborted();
    throw await startFailed(binary, paths, cause);
  }
}

/** TERM, so that dockerd stops its containers and unmounts; resolves when the process is gone and the network as it was. */
export async function stopDockerd(paths: PrivatePaths): Promise<void> {
  const running = await runningDockerd(paths);
  if (running) {
    signalProcess(running, 'SIGTERM');
    if (!(await gone(running, stopTimeoutMs))) {
      signalProcess(running, 'SIGKILL');
      await gone(running, stopTimeoutMs);
    }
  }
  await clearLeftovers(paths);
  for (const folder of [paths.data, paths.exec]) await unmountUnder(folder);
  await restoreNetwork(paths);
}

/** Files of a dockerd that was killed: with its pid file in place the next one may refuse to start. */
async function clearLeftovers(paths: PrivatePaths): Promise<void> {
  await clearContainerd(join(paths.exec, 'containerd', 'containerd.pid'));
  const files = [paths.identityFile, paths.dockerPidFile, paths.socket];
  await Promise.all(files.map((file) => rm(file, { force: true })));
}

/** dockerd takes a containerd that nobody has reaped yet for a live one and waits 15 s for it in vain. */
async function clearContainerd(pidFile: string): Promise<void> {
  const pid = Number(await readFile(pidFile, 'utf8').catch(() => ''));
  const containerd = pid > 0 ? identify(pid) : undefined;
  const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
  if (containerd && command.includes(dirname(pidFile))) {
    signalProcess(containerd, 'SIGKILL');
    await gone(containerd, stopTimeoutMs);
  }
  await rm(pidFile, { force: true });
}

function spawnDockerd(
  binary: string,
  paths: PrivatePaths,
  { env, bridge }: { env: NodeJS.ProcessEnv; bridge: string },
): ChildProcess {
  const log = openSync(paths.log, 'w');
  const args = [
    ...['--host', paths.host, '--data-root', paths.data, '--exec-root', paths.exec],
    ...['--pidfile', paths.dockerPidFile, '--config-file', paths.config, '--group', '0'],
    ...['--bridge', bridge],
  ];
  try {
    const options = { detached: true, cwd: '/', env: engineEnvironment(env) };
    const child = spawn(binary, args, { ...options, stdio: ['ignore', log, log] });
    child.on('error', () => undefined); // untilReady reports it by its own listener
    return child;
  } finally {
    closeSync(log);
  }
}

/** Each change of the folder (the socket appears, gets its mode, a log line) is a reason to ask the engine. */
async function untilReady(
  child: ChildProcess,
  paths: PrivatePaths,
  watcher: FolderWatcher,
  signal?: AbortSignal,
): Promise<void> {
  const ended = new AbortController();
  const either = AbortSignal.any([ended.signal, ...(signal ? [signal] : [])]);
  const stop = deadline({ what: 'answer of dockerd', ms: startTimeoutMs, signal: either, machine: true });
  const fail = (reason: Error) => ended.abort(reason);
  child.once('error', fail);
  child.once('exit', (code, by) => fail(new Error(`dockerd ended with ${by ?? `exit code ${code}`}`)));
  for (;;) {
    const changed = awaitedLater(watcher.next(stop));
    // The socket takes connections before the daemon is ready and answers them once it is.
    const answered = engineVersion({ host: paths.host }, stop).then(
      () => true,
      () => false,
    );
    if (await answered) return;
    await changed;
  }
}

interface FolderWatcher extends Disposable {
  /** Resolves at the next change; rejects with the signal's reason. */
  next(signal: AbortSignal): Promise<void>;
}

function watchFolder(folder: string): FolderWatcher {
  const watcher = watch(folder, { persistent: true });
  return {
    next: async (signal) => {
      try {
        await once(watcher, 'change', { signal });
      } catch (error) {
        throw signal.aborted ? signal.reason : error;
      }
    },
    [Symbol.dispose]: () => watcher.close(),
  };
}

async function endChild(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, 'exit');
  child.kill('SIGTERM');
  const kill = setTimeout(() => child.kill('SIGKILL'), stopTimeoutMs);
  await exit.finally(() => clearTimeout(kill));
}

async function startFailed(binary: string, paths: PrivatePaths, cause: unknown): Promise<EnvironmentError> {
  const log = await readFile(paths.log, 'utf8').catch(() => '');
  const last = log.trim().split('\n').slice(-15).join('\n');
  const why = messageOf(cause);
  return new EnvironmentError('ENGINE_START_FAILED', `the private engine ${binary} did not start: ${why}`, {
    observed: last || 'dockerd wrote nothing',
    next: `read ${paths.log}, or start an engine yourself and set DOCKER_HOST`,
    cause,
  });
}
