import { homedir, userInfo } from 'node:os';
import { deadline } from '../deadline.ts';
import type { Surroundings } from './candidates.ts';
import { runningDockerd } from './dockerd.ts';
import { describe, type Engine, type EngineSource } from './engine.ts';
import type { Tried } from './errors.ts';
import { missing, remote } from './errors.ts';
import { askToInstall, hasApt, installEngine } from './install.ts';
import { usePrivateEngine } from './private-engine.ts';
import { findDockerd, privatePaths } from './private-paths.ts';
import type { Found } from './probe.ts';
import { engineVersion, findEngine, hostnameOf, isRemote } from './probe.ts';
import { type Situation, wayToPrivateEngine } from './provide.ts';
import { engineAddress } from './reach.ts';

export interface OpenEngineOptions {
  /** Install Debian's packages when no engine is there; also on when CI=true. */
  install?: boolean;
  /** A person is at the terminal and can be asked. */
  interactive?: boolean;
  /** Address or name of the engine's machine, where it is in another network: ports are published on it. */
  address?: string | undefined;
  onProgress?: (line: string) => void;
  signal?: AbortSignal;
}

/**
 * The engine to use: the one that DOCKER_HOST, the docker context or a usual socket leads to, else a private dockerd.
 * Sets DOCKER_HOST of this process for testcontainers and gives it back at the end. `isFar` tells an address of another machine.
 * Throws EnvironmentError ENGINE_UNREACHABLE, ENGINE_NO_PERMISSION, ENGINE_MISSING, ENGINE_TOO_OLD, ENGINE_REMOTE,
 * ENGINE_START_FAILED, and UsageError ENGINE_ADDRESS_INVALID.
 */
export async function openEngine(options: OpenEngineOptions = {}, isFar = isRemote): Promise<Engine> {
  const around = surroundings();
  const address = options.address === undefined ? undefined : await engineAddress(options.address);
  if (around.env.DOCKER_HOST === privatePaths(around.env, around.home).host)
    return openPrivate(around, options);
  const found = await findEngine(around, options.signal);
  if (found.candidate) return openInReach(found, address, isFar);
  await provideDockerd(around, found.tried, options);
  // A package's service may have come up with the installation.
  const again = await findEngine(around, options.signal);
  return again.candidate ? openInReach(again, address) : openPrivate(around, options);
}

/**
 * What `openEngine` would find or do, without starting or installing anything: an engine that answers, else the way to a
 * private one.
 * @throws as openEngine does, where there would be none
 */
export async function lookForEngine({
  address: given,
  signal,
}: Pick<OpenEngineOptions, 'address' | 'signal'>): Promise<Engine | 'start' | 'install' | 'ask'> {
  const around = surroundings();
  const address = given === undefined ? undefined : await engineAddress(given);
  const found = await findEngine(around, signal);
  if (found.candidate) return openInReach(found, address);
  const interactive = process.stdin.isTTY;
  return wayToPrivateEngine(await situation(around, found.tried, { interactive }));
}

/**
 * The engine that answers, private or not, for commands that only look: nothing is started or installed. Undefined where there is
 * none, and so no cluster.
 * @throws EnvironmentError ENGINE_UNREACHABLE, ENGINE_NO_PERMISSION for one that was named or that this user may not use
 */
export async function engineInUse(signal?: AbortSignal): Promise<Engine | undefined> {
  const around = surroundings();
  const paths = privatePaths(around.env, around.home);
  const isPrivate = around.env.DOCKER_HOST === paths.host;
  const found = isPrivate ? undefined : await findEngine(around, signal);
  if (found?.candidate) return await openFound(found);
  if (await runningDockerd(paths))
    return await openPrivate(around, { ...(signal && { signal }), join: true });
  if (found) await refuseNamed(around, found.tried);
  return undefined;
}

/** An engine that was named, or may not be used, is not the same as none. */
async function refuseNamed(around: Surroundings, tried: Tried[]): Promise<void> {
  const isNamed = tried.some(({ explicit, code }) => explicit || code === 'EACCES' || code === 'EPERM');
  if (isNamed) wayToPrivateEngine(await situation(around, tried, {}));
}

/** Nodes have to be where they can be asked: on this machine, or at an address that was given. */
async function openInReach(found: Found, address: string | undefined, isFar = isRemote): Promise<Engine> {
  const { candidate } = found;
  if (candidate && address === undefined && (await isFar(candidate.host)))
    throw remote(candidate, hostnameOf(new URL(candidate.host)));
  const engine = await openFound(found, address);
  if (!candidate || !engine.otherNetwork || address !== undefined) return engine;
  await engine[Symbol.asyncDispose]();
  throw remote(candidate);
}

function surroundings(): Surroundings {
  return { env: process.env, home: homedir(), uid: process.getuid?.() ?? -1 };
}

async function openFound({ candidate, version }: Found, address?: string): Promise<Engine> {
  if (!candidate || !version) throw new TypeError('openFound needs an engine that answered');
  await using stack = new AsyncDisposableStack();
  stack.defer(keepEnvironment());
  return await described({ ...candidate, version, address }, stack);
}

/** The engine, with all that is in the stack to be undone at its end. */
async function described(source: EngineSource, stack: AsyncDisposableStack): Promise<Engine> {
  const facts = await describe(source);
  const release = stack.move();
  return { ...facts, [Symbol.asyncDispose]: () => release.disposeAsync() };
}

/** Makes sure that a private engine may and can be started, or throws with the reason and the next command. */
async function provideDockerd(
  around: Surroundings,
  tried: Tried[],
  options: OpenEngineOptions,
): Promise<void> {
  const way = wayToPrivateEngine(await situation(around, tried, options));
  if (way === 'start') return;
  if (way === 'ask' && !(await askToInstall(options.signal))) throw missing(tried, true);
  await installEngine(options);
}

async function situation(
  { env, uid }: Surroundings,
  tried: Tried[],
  { install = false, interactive = false }: OpenEngineOptions,
): Promise<Situation> {
  return {
    ...{ env, uid, tried, platform: process.platform, user: userInfo().username, hasApt: await hasApt() },
    ...{ hasDockerd: findDockerd(env) !== undefined, install, interactive },
  };
}

async function openPrivate(
  around: Surroundings,
  /** `join`: only where it runs already. */
  options: OpenEngineOptions & { join?: boolean },
): Promise<Engine> {
  const { env, home } = around;
  const paths = privatePaths(env, home);
  const binary = options.join ? undefined : findDockerd(env);
  if (!binary && !options.join) throw missing([], await hasApt());
  await using stack = new AsyncDisposableStack();
  stack.defer(keepEnvironment());
  const { signal } = options;
  options.onProgress?.(`private engine ${paths.host}, data in ${paths.data}`);
  const use = stack.use(await usePrivateEngine({ binary, paths, env, ...(signal ? { signal } : {}) }));
  options.onProgress?.(`private engine ${use.started ? 'started' : 'joined'} (process ${use.dockerd.pid})`);
  const late = deadline({ what: `answer of the private engine ${paths.host}`, ms: 10_000, machine: true });
  const version = await engineVersion({ host: paths.host }, signal ?? late);
  return await described({ host: paths.host, version, privatePid: use.dockerd.pid }, stack);
}

/** Remembers the variables that point testcontainers at an engine; the returned function puts them back. */
function keepEnvironment(): () => void {
  const names = ['DOCKER_HOST', 'DOCKER_TLS_VERIFY', 'DOCKER_CERT_PATH'] as const;
  const before = names.map((name) => [name, process.env[name]] as const);
  return () => {
    for (const [name, value] of before) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  };
}
