import { pace } from '../pace.ts';

/** They wait for Nomad far more than they compute, so more of them run at once than there are cores. */
const usual = 8;
const least = 2;

/**
 * How many suites run at once on this machine, on the driver whose profile `NOMAD_E2E_DRIVER` names. As few as can be where a node takes
 * few volumes or a detach takes its time: Nomad counts the volume of an allocation that ended by itself until it is collected, and the
 * driver one that is still being detached, so that suites would find their nodes full of the volumes of those beside them.
 */
export async function suitesAtOnce(env: NodeJS.ProcessEnv): Promise<number> {
  const { NOMAD_E2E_DRIVER: file } = env;
  if (file) {
    // Each start of vitest reads this, and few have a profile: what reads it takes longer to load than all else here.
    const { readSavedProfile } = await import('../csi/index.ts');
    const { attach_limit, detach_ms } = readSavedProfile(file).capabilities;
    if (attach_limit > 0 || detach_ms > 0) return least;
  }
  return Math.max(least, Math.round(usual / pace(env)));
}
