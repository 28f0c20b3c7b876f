import { lookup } from 'node:dns/promises';
import { readFile, statfs } from 'node:fs/promises';
import { release } from 'node:os';
import type { ContainerRuntimeClient } from 'testcontainers';
import { EnvironmentError } from '../errors.ts';
import { missingCapabilities } from './capabilities.ts';
import { type CgroupInfo, type Cgroups, missingControllers } from './cgroups.ts';
import { tooOld } from './errors.ts';
import { type EngineVersion, isPodman } from './probe.ts';
import { hasLink, isOwnAddress, loopback } from './reach.ts';

/** Docker Engine 20.10: the first with `CgroupnsMode` and cgroup v2. */
const minimumApiVersion = '1.41';

/** A container engine that answers, and what it can do. Disposing of it stops a private engine that nobody else uses. */
export interface Engine extends Cgroups, AsyncDisposable {
  /** Value for DOCKER_HOST. */
  readonly host: string;
  readonly docker: ContainerRuntimeClient['container']['dockerode'];
  readonly runtime: ContainerRuntimeClient;
  readonly version: string;
  readonly apiVersion: string;
  readonly rootless: boolean;
  readonly podman: boolean;
  readonly storageDriver: string;
  /** Names such as SYS_RESOURCE that no container of a local engine can be given; `capabilitiesMissingAt` asks another one. */
  readonly missingCapabilities: string[];
  /** Started by nomad-e2e, with its own data root and socket. */
  readonly isPrivate: boolean;
  /** The engine runs on this machine: on its kernel and in its network, so that what /proc says here is of it, too. */
  readonly local: boolean;
  /** The engine's socket is here and its network is not: a container that was given the socket of its host, or of another. */
  readonly otherNetwork: boolean;
  /** Address that the nodes' ports are published on, and asked for. */
  readonly nodesAt: string;
  /** Bytes of memory of the engine's machine. */
  readonly memoryBytes: number;
  readonly cpus: number;
  /** Free bytes where the engine keeps its data; undefined for a remote engine. */
  readonly diskFreeBytes?: number;
}

export interface EngineSource {
  host: string;
  certPath?: string;
  version: EngineVersion;
  /** Process number of a private dockerd. */
  privatePid?: number;
  /** Address of the engine's machine, where it is in another network. */
  address?: string | undefined;
}

/** Fields of `GET /info` that are used (Docker Engine API). */
interface Info extends CgroupInfo {
  SecurityOptions?: string[];
  Driver?: string;
  MemTotal?: number;
  NCPU?: number;
  KernelVersion?: string;
  DockerRootDir?: string;
}

/** Everything of an engine but the way to dispose of it. */
export async function describe(source: EngineSource): Promise<Omit<Engine, typeof Symbol.asyncDispose>> {
  const { host, version, privatePid, address = loopback } = source;
  if (compareVersions(version.ApiVersion, minimumApiVersion) < 0) {
    throw tooOld(host, version.Version, version.ApiVersion, minimumApiVersion);
  }
  const runtime = await runtimeClient(source);
  const docker = runtime.container.dockerode;
  const info: Info = await docker.info();
  const sameKernel = host.startsWith('unix:') && info.KernelVersion === release();
  const otherNetwork = sameKernel && !(await hasBridgeHere(docker));
  const local = sameKernel && !otherNetwork;
  const rootless = isRootless(info);
  const diskFreeBytes = local ? await freeBytes(info.DockerRootDir ?? '/') : undefined;
  return {
    ...{ host, docker, runtime, version: version.Version, apiVersion: version.ApiVersion, rootless, local },
    ...{ otherNetwork, nodesAt: address },
    cgroupVersion: info.CgroupVersion === '2' ? 2 : 1,
    missingControllers: missingControllers(info),
    podman: isPodman(version),
    storageDriver: info.Driver ?? 'unknown',
    // A rootless engine has its own user namespace, whose bounding set is full.
    missingCapabilities:
      local && !rootless ? await missingCapabilities(privatePid ?? (await systemPid())) : [],
    isPrivate: privatePid !== undefined,
    memoryBytes: info.MemTotal ?? 0,
    cpus: info.NCPU ?? 1,
    ...(diskFreeBytes === undefined ? {} : { diskFreeBytes }),
  };
}

/**
 * The testcontainers client for this engine. Its Ryuk reaper needs an image from a registry, so it is off and leftovers are
 * swept by label. testcontainers keeps one client per process.
 */
async function runtimeClient({ host, certPath }: EngineSource): Promise<ContainerRuntimeClient> {
  process.env.DOCKER_HOST = await namedHost(host);
  process.env.TESTCONTAINERS_RYUK_DISABLED = 'true';
  if (certPath) Object.assign(process.env, { DOCKER_TLS_VERIFY: '1', DOCKER_CERT_PATH: certPath });
  // Half a second to load, which a command without an engine need not wait for.
  const { getContainerRuntimeClient } = await import('testcontainers');
  const runtime = await getContainerRuntimeClient();
  const { socketPath }: { socketPath?: string } = Object(runtime.container.dockerode.modem);
  if (host.startsWith('unix:') && socketPath !== decodeURIComponent(new URL(host).pathname)) {
    throw new EnvironmentError('ENGINE_OTHER', `testcontainers talks to ${socketPath} instead of ${host}`, {
      next: 'remove tc.host from ~/.testcontainers.properties; use one engine per process',
    });
  }
  return runtime;
}

/** docker-modem takes the brackets of an IPv6 address for a part of the name, so ::1 is given by a name that leads to it. */
export async function namedHost(
  host: string,
  resolve = (name: string) => lookup(name, { all: true, family: 6 }),
): Promise<string> {
  if (!host.includes('[::1]')) return host;
  for (const name of ['ip6-localhost', 'ip6-loopback', 'localhost']) {
    const found = await resolve(name).catch(() => []);
    if (found.some(({ address }) => address === '::1')) return host.replace('[::1]', name);
  }
  throw new EnvironmentError('ENGINE_OTHER', `testcontainers cannot be given the address ${host}`, {
    observed: 'no name leads to ::1',
    next: 'add "::1 ip6-localhost" to /etc/hosts, or let the engine listen at 127.0.0.1',
  });
}

/** Compares dotted numbers: negative when `left` is lower. */
export function compareVersions(left: string, right: string): number {
  const [a, b] = [left, right].map((each) => each.split('.').map(Number));
  return (a?.[0] ?? 0) - (b?.[0] ?? 0) || (a?.[1] ?? 0) - (b?.[1] ?? 0);
}

/** Whether the engine's default bridge is a link of this network; an engine without one says nothing against it. */
async function hasBridgeHere(docker: Engine['docker']): Promise<boolean> {
  const bridge = await docker
    .getNetwork('bridge')
    .inspect()
    .catch(() => undefined);
  const gateway: unknown = bridge?.IPAM?.Config?.[0]?.Gateway;
  const name: unknown = bridge?.Options?.['com.docker.network.bridge.name'];
  if (typeof gateway !== 'string' || typeof name !== 'string') return true;
  // Another network may have one of the same name, or with the same address, but seldom of both.
  return (await hasLink(name)) && (await isOwnAddress(gateway));
}

export function isRootless(info: Pick<Info, 'SecurityOptions'>): boolean {
  return info.SecurityOptions?.some((option) => option.includes('rootless')) ?? false;
}

async function freeBytes(folder: string): Promise<number | undefined> {
  const found = await statfs(folder).catch(() => undefined);
  return found && found.bavail * found.bsize;
}

/** The machine's own dockerd by its default pid file; without one, this process stands in for it. */
async function systemPid(): Promise<number | 'self'> {
  const pid = Number(await readFile('/var/run/docker.pid', 'utf8').catch(() => ''));
  const command = pid > 0 ? await readFile(`/proc/${pid}/comm`, 'utf8').catch(() => '') : '';
  return command.trim() === 'dockerd' ? pid : 'self';
}
