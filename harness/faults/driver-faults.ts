import type { Rule } from '../../fixtures/csi-hostpath/rules.ts';
import type { StartedNomadCluster } from '../cluster/index.ts';
import { type Misbehaviour, misbehave, type RuleUse } from '../csi/index.ts';
import type { Fault } from './fault.ts';
import { pluginRestarted, pluginRestarts } from './plugin.ts';

/** A fault of the driver: whether it was met at all is part of what a test asserts. */
export interface DriverFault extends Fault {
  /** The calls that met it so far, also after it was undone. */
  uses(): Promise<RuleUse[]>;
  /** 60 s at most. @throws BehaviourError WAIT_TIMEOUT */
  met(): Promise<void>;
}

/** The calls of CSI that Nomad makes between the placement of a claim and its release, in their order. */
export const claimCalls = [
  'controllerPublishVolume',
  'nodeStageVolume',
  'nodePublishVolume',
  'nodeUnpublishVolume',
  'nodeUnstageVolume',
  'controllerUnpublishVolume',
] as const;

/** The driver answers, delays, hangs or crashes at a call by a rule, on every node unless the rule names one. */
export function driverMisbehaves(cluster: StartedNomadCluster, rule: Rule): DriverFault {
  let active: Misbehaviour | undefined;
  let restarts = 0;
  const uses = async () => (await active?.uses()) ?? [];
  return {
    name: `driver ${inWords(rule)} at ${rule.call}`,
    inject: async () => {
      restarts = await pluginRestarts(cluster);
      active = await misbehave(cluster, [rule]);
    },
    undo: async () => {
      await active?.end();
      // Nomad calls a plugin healthy until it looks again: only its restart tells that it is back.
      if ('crash' in rule) await pluginRestarted(cluster, restarts + (await uses()).length);
    },
    uses,
    met: async () => {
      await active?.met();
    },
    evidence: async () => ({ uses: await uses() }),
  };
}

function inWords(rule: Rule): string {
  if ('error' in rule) return `answers ${rule.error.code}`;
  if ('delayMs' in rule) return `answers ${rule.delayMs} ms late`;
  if ('crash' in rule) return `crashes ${rule.crash} the work`;
  return 'hang' in rule ? 'hangs' : rule.lie;
}
