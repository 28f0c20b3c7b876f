import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { deadline, isDeadline } from '../deadline.ts';
import { EnvironmentError } from '../errors.ts';
import { type Lock, takeLock } from '../lock.ts';
import { runningDockerd, startDockerd, stopDockerd } from './dockerd.ts';
import { unreachable } from './errors.ts';
import { labelNames } from './labels.ts';
import type { PrivatePaths } from './private-paths.ts';
import { engineVersion, getJson } from './probe.ts';
import type { ProcessIdentity } from './process-identity.ts';
import { gone, isAlive, self } from './process-identity.ts';

/** How long a joining run waits for an engine that another run has started. */
const joinTimeoutMs = 60_000;
/** A killed process may be seen for some milliseconds while its memory is given back. */
const dyingTimeoutMs = 5_000;
const lockTimeoutMs = 120_000;

/** A use of the private engine; disposing of the last one stops the engine. */
export interface PrivateUse extends AsyncDisposable {
  dockerd: ProcessIdentity;
  /** This use started it; false when another run had. */
  started: boolean;
}

export interface PrivateOptions {
  /** Without it a private engine is joined, and none is started. */
  binary: string | undefined;
  paths: PrivatePaths;
  env: NodeJS.ProcessEnv;
  signal?: AbortSignal;
}

let uses = 0;

/** Joins the private engine, or starts it. Runs of one user share it; a lock makes the decision one at a time. */
export async function usePrivateEngine(options: PrivateOptions): Promise<PrivateUse> {
  const { paths, env } = options;
  for (const folder of [paths.state, paths.users, paths.data])
    await mkdir(folder, { recursive: true, mode: 0o700 });
  const { pid, start } = self();
  uses += 1;
  const user = join(paths.users, `${pid}-${start}-${uses}`);
  return locked(paths, options.signal, async (signal) => {
    await writeFile(user, '');
    try {
      const running = await joinDockerd(paths, signal);
      if (!running && options.binary === undefined) throw unreachable([], 'run the same command again');
      const dockerd = running ?? (await startDockerd(options.binary ?? '', paths, env, signal));
      return { dockerd, started: !running, [Symbol.asyncDispose]: () => leave(paths, user, env) };
    } catch (error) {
      await rm(user, { force: true });
      throw error;
    }
  });
}

/** The running engine once it answers; undefined when there is none, or when it was killed and just ends. */
async function joinDockerd(paths: PrivatePaths, signal?: AbortSignal): Promise<ProcessIdentity | undefined> {
  const running = await runningDockerd(paths);
  if (!running) return undefined;
  try {
    await engineVersion(
      { host: paths.host },
      within(`answer of the private engine ${paths.host}`, joinTimeoutMs, signal),
    );
    return running;
  } catch (error) {
    signal?.throwIfAborted();
    if (await gone(running, dyingTimeoutMs)) return undefined;
    throw error;
  }
}

/** Ends one use; the last one stops the engine, unless NOMAD_E2E_KEEP_ENGINE=1 or a kept run needs it. */
async function leave(paths: PrivatePaths, user: string, env: NodeJS.ProcessEnv): Promise<void> {
  await locked(paths, undefined, async () => {
    await rm(user, { force: true });
    if ((await livingUsers(paths)) > 0 || env.NOMAD_E2E_KEEP_ENGINE === '1') return;
    if (await holdsKeptRun(paths)) return;
    await stopDockerd(paths);
  });
}

/** True when a cluster that `up` left running is in the engine: its containers outlive the process that made them. */
async function holdsKeptRun(paths: PrivatePaths): Promise<boolean> {
  const filters = encodeURIComponent(JSON.stringify({ label: [`${labelNames.keep}=true`] }));
  const path = `/containers/json?filters=${filters}`;
  const found = await getJson(
    { host: paths.host },
    path,
    within(`answer of the private engine ${paths.host}`, joinTimeoutMs),
  ).catch(() => []);
  return Array.isArray(found) && found.length > 0;
}

/** Counts the runs that use the engine, and forgets those that were killed. */
async function livingUsers(paths: PrivatePaths): Promise<number> {
  const names = await readdir(paths.users);
  const dead = names.filter((name) => !isLivingUser(name));
  await Promise.all(dead.map((name) => rm(join(paths.users, name), { force: true })));
  return names.length - dead.length;
}

/** A use file is named `<pid>-<start time>-<number>`. */
export function isLivingUser(name: string, alive: (user: ProcessIdentity) => boolean = isAlive): boolean {
  const [pid, start] = name.split('-');
  return start !== undefined && alive({ pid: Number(pid), start });
}

/** Runs the action alone among all runs; it is given a signal that also hears that the lock was lost. */
async function locked<T>(
  paths: PrivatePaths,
  signal: AbortSignal | undefined,
  action: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  await using lock = await acquire(paths, signal);
  return await action(AbortSignal.any([lock.lost, ...(signal ? [signal] : [])]));
}

async function acquire(paths: PrivatePaths, signal?: AbortSignal): Promise<Lock> {
  const lockfilePath = join(paths.state, 'lock');
  const what = 'starting and stopping the private engine';
  const stop = within('lock of the private engine', lockTimeoutMs, signal);
  try {
    return await takeLock(paths.state, { what, lockfilePath, signal: stop });
  } catch (cause) {
    signal?.throwIfAborted();
    if (!isDeadline(cause)) throw cause;
    throw new EnvironmentError(
      'ENGINE_LOCKED',
      'another run starts or stops the private engine and does not end',
      {
        observed: `${lockfilePath} is held for more than ${lockTimeoutMs / 1000} s`,
        next: `read ${paths.log}`,
        cause,
      },
    );
  }
}

function within(what: string, ms: number, signal?: AbortSignal): AbortSignal {
  return deadline({ what, ms, signal, machine: true });
}
