import { EnvironmentError } from '../errors.ts';
import type { Engine } from './engine.ts';

const MiB = 1024 ** 2;
const GiB = 1024 ** 3;
/** Memory of a node container: agent, its own Docker engine, and the small tasks of the suites. */
const memoryPerNodeBytes = 512 * MiB;
/** Disk of a run: node, job and plugin images, their copies inside each node, builds and logs. */
const diskBytes = 6 * GiB;

/** Throws ENGINE_NO_MEMORY or ENGINE_NO_DISK, with the figures, when the engine's machine has too little left. */
export function checkRoom(
  engine: Pick<Engine, 'local' | 'memoryBytes' | 'diskFreeBytes' | 'host'>,
  { nodes }: { nodes: number },
  // Takes the limit of this process' cgroup into account, as the private engine lives in it.
  availableMemory: () => number = () => process.availableMemory(),
): void {
  const memory = nodes * memoryPerNodeBytes;
  const free = engine.local ? Math.min(availableMemory(), engine.memoryBytes) : engine.memoryBytes;
  if (free < memory) {
    throw new EnvironmentError(
      'ENGINE_NO_MEMORY',
      `${nodes} nodes need ${size(memory)} of memory; the engine at ${engine.host} has ${size(free)}`,
      { next: 'use fewer nodes (--servers 1 --clients 1), or free memory' },
    );
  }
  if (engine.diskFreeBytes !== undefined && engine.diskFreeBytes < diskBytes) {
    throw new EnvironmentError(
      'ENGINE_NO_DISK',
      `a run needs ${size(diskBytes)} of disk; the engine at ${engine.host} has ${size(engine.diskFreeBytes)} free`,
      { next: 'free disk space: docker system prune, or another XDG_CACHE_HOME for the private engine' },
    );
  }
}

function size(bytes: number): string {
  return bytes >= GiB ? `${(bytes / GiB).toFixed(1)} GiB` : `${Math.round(bytes / MiB)} MiB`;
}
