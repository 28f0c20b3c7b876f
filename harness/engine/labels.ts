import type { ProcessIdentity } from './process-identity.ts';
import { hostId, isAlive, self } from './process-identity.ts';

export const labelNames = {
  ours: 'nomad-e2e',
  run: 'nomad-e2e.run',
  pid: 'nomad-e2e.pid',
  pidStart: 'nomad-e2e.pid-start',
  host: 'nomad-e2e.host',
  keep: 'nomad-e2e.keep',
} as const;

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
 * True when the process that owns the labelled thing is surely gone: its number is free or reused on this host,
 * or it ran before this boot. An owner that cannot be judged from here counts as alive.
 */
export function ownerIsDead(
  found: Record<string, string>,
  reach: EngineReach,
  here: string = hostId(),
  alive: (owner: ProcessIdentity) => boolean = isAlive,
): boolean {
  const host = found[labelNames.host];
  const pid = Number(found[labelNames.pid]);
  const start = found[labelNames.pidStart];
  if (host === undefined || start === undefined || !Number.isInteger(pid) || pid <= 0) return false;
  if (host === here) return !alive({ pid, start });
  const sameBoot = host.split('.')[0] === here.split('.')[0];
  return reach.isPrivate || (reach.local && !sameBoot);
}

/** Which runs a sweep takes: those whose owner is dead, all, or one by its id. */
export type SweepScope = 'dead' | 'all' | { runId: string };

/** True when a thing with these labels is to be removed. A kept run goes only with `all` or by its id. */
export function isSwept(
  found: Record<string, string>,
  scope: SweepScope,
  dead: (found: Record<string, string>) => boolean,
): boolean {
  if (found[labelNames.ours] !== 'true') return false;
  if (scope === 'all') return true;
  if (scope !== 'dead') return found[labelNames.run] === scope.runId;
  return found[labelNames.keep] !== 'true' && dead(found);
}
