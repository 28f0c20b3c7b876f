import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { EnvironmentError } from '../errors.ts';

/** Fields of `GET /info` by which an engine says what its kernel's cgroups have (Docker Engine API). */
export interface CgroupInfo {
  CgroupVersion?: string;
  CPUSet?: boolean;
  CPUShares?: boolean;
  MemoryLimit?: boolean;
  PidsLimit?: boolean;
  Warnings?: string[] | null;
}

/** Cgroups as a kernel gives them to containers. */
export interface Cgroups {
  readonly cgroupVersion: 1 | 2;
  /** Of cpuset, cpu, io, memory and pids, which Nomad looks for, those that are not there. */
  readonly missingControllers: string[];
}

const noThrottle = /No (io\.max|blkio throttle\.write)/;

/** Those of the controllers that the engine says it is without. */
export function missingControllers(info: CgroupInfo): string[] {
  const missing = {
    cpuset: info.CPUSet === false,
    cpu: info.CPUShares === false,
    io: info.Warnings?.some((line) => noThrottle.test(line)) ?? false,
    memory: info.MemoryLimit === false,
    pids: info.PidsLimit === false,
  };
  return Object.entries(missing).flatMap(([name, isMissing]) => (isMissing ? [name] : []));
}

const needed = ['cpuset', 'cpu', 'io', 'memory', 'pids'];

/** What the kernel of this machine has, for an engine that does not run yet. */
export function ownCgroups(root = '/sys/fs/cgroup', known = '/proc/cgroups'): Cgroups {
  const handed = textOf(join(root, 'cgroup.controllers'));
  if (existsSync(join(root, 'cgroup.controllers'))) {
    const missingControllers = needed.filter((name) => !handed.split(/\s+/).includes(name));
    return { cgroupVersion: 2, missingControllers };
  }
  // Columns: name, hierarchy, number of cgroups, enabled.
  const enabled = textOf(known)
    .split('\n')
    .flatMap((line) => /^(\w+)\s.*\s1$/.exec(line)?.[1] ?? []);
  const isMissing = (name: string) => !enabled.includes(name === 'io' ? 'blkio' : name);
  return { cgroupVersion: 1, missingControllers: enabled.length > 0 ? needed.filter(isMissing) : [] };
}

/** Without one of these Nomad uses no cgroups at all (v2), or starts no task that has a limit of memory (v1). */
const indispensable = { 1: ['memory'], 2: needed };

/** @throws EnvironmentError ENGINE_CGROUPS where Nomad nodes cannot run without what is missing */
export function requireControllers({ cgroupVersion, missingControllers }: Cgroups, where: string): void {
  const missing = indispensable[cgroupVersion].filter((name) => missingControllers.includes(name));
  if (missing.length === 0) return;
  const message = `${where} cannot run Nomad nodes: no cgroup controllers ${missing.join(', ')} (cgroup v${cgroupVersion})`;
  throw new EnvironmentError('ENGINE_CGROUPS', message, {
    next: missing.includes('memory')
      ? 'boot the kernel with cgroup_enable=memory, which some distributions leave out'
      : 'let its containers have them: /sys/fs/cgroup/cgroup.controllers names those that there are',
  });
}

/**
 * Why a dockerd of this process could not give its containers the controllers of cgroup v2: undefined where it can. The cgroup of the
 * machine itself has no type, and hands down what it has; so has a container's only where none of its processes is in it.
 */
export function cgroupRefusal(root = '/sys/fs/cgroup'): string | undefined {
  const type = textOf(join(root, 'cgroup.type'));
  if (type === '') return undefined;
  if (type !== 'domain') return `the cgroup it would be in is in threaded mode (cgroup.type: ${type})`;
  const processes = textOf(join(root, 'cgroup.procs')).split(/\s+/).filter(Boolean).length;
  if (processes === 0) return undefined;
  return `the cgroup it would be in has processes of its own (${processes}), and so hands no controllers down`;
}

const move =
  'mkdir -p /sys/fs/cgroup/init; for pid in $(cat /sys/fs/cgroup/cgroup.procs); do echo $pid > /sys/fs/cgroup/init/cgroup.procs; done';

/** @throws EnvironmentError ENGINE_OWN_CGROUP where `cgroupRefusal` has a reason */
export function requireOwnCgroups(root?: string): void {
  const reason = cgroupRefusal(root);
  if (reason === undefined) return;
  const again = 'start this container again with --privileged --cgroupns=private';
  throw new EnvironmentError('ENGINE_OWN_CGROUP', `a private engine cannot run containers here: ${reason}`, {
    next: `${reason.includes('threaded') ? again : move}, or set DOCKER_HOST to an engine outside of this container`,
  });
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    return '';
  }
}
