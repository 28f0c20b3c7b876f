import type { Life, ProcessIdentity } from './process-identity.ts';
import { areDifferentBoots, areDifferentPlaces, hostId, lifeOf, self } from './process-identity.ts';

export const labelNames = {
  ours: 'nomad-e2e',
  run: 'nomad-e2e.run',
  pid: 'nomad-e2e.pid',
  pidStart: 'nomad-e2e.pid-start',
  host: 'nomad-e2e.host',
  keep: 'nomad-e2e.keep',
  loopFiles: 'nomad-e2e.loop-files',
} as const;

/** Label of a volume with files that loop devices may be on: the node image that lets go of them. */
export const loopFilesLabel = (image: string) => ({ [labelNames.loopFiles]: image });

/** Labels of everything that a run makes in the engine: they name the run and the process that owns it. */
export function labels(runId: string, { keep = false }: { keep?: boolean } = {}): Record<string, string> {
  const { pid, start } = self();
  return {
    [labelNames.ours]: 'true',
    [labelNames.run]: runId,
    [labelNames.pid]: String(pid),
    [labelNames.pidStart]: start,
    [labelNames.host]: hostId(),
    ...(keep ? { [labelNames.keep]: 'true' } : {}),
  };
}

/** How much an owner on another host says about its life, given who can reach this engine. */
export interface EngineReach {
  /** The engine runs on this kernel, so every owner does or did. */
  local: boolean;
  /** Only runs of this machine's user start and use it. */
  isPrivate: boolean;
}

/**
 * Whether the process that owns the labelled thing lives. Dead is only what is proven: its number is free or reused on this host,
 * or it ran before this boot. A private engine's data has one engine at a time: with ours on it, that of another namespace is over.
 */
export function ownerLife(
  found: Record<string, string>,
  reach: EngineReach,
  here: string = hostId(),
  life: (owner: ProcessIdentity) => Life = lifeOf,
): Life {
  const host = found[labelNames.host];
  const pid = Number(found[labelNames.pid]);
  const start = found[labelNames.pidStart];
  if (host === undefined || start === undefined || !Number.isInteger(pid) || pid <= 0) return 'unknown';
  if (host === here) return life({ pid, start });
  if (reach.isPrivate && areDifferentPlaces(host, here)) return 'dead';
  return reach.local && areDifferentBoots(host, here) ? 'dead' : 'unknown';
}

/** Whether the labelled thing is of a persistent cluster, which only its user removes. */
export function isKept(found: Record<string, string>): boolean {
  return found[labelNames.keep] === 'true';
}

/** Which runs a sweep takes: those whose owner is dead, all, or one by its id. */
export type SweepScope = 'dead' | 'all' | { runId: string };

/** True when a thing with these labels is to be removed. A kept run goes only with `all` or by its id. */
export function isSwept(
  found: Record<string, string>,
  scope: SweepScope,
  life: (found: Record<string, string>) => Life,
): boolean {
  if (found[labelNames.ours] !== 'true') return false;
  if (scope === 'all') return true;
  if (scope !== 'dead') return found[labelNames.run] === scope.runId;
  return !isKept(found) && life(found) === 'dead';
}
