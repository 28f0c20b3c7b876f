import { randomUUID } from 'node:crypto';
import { basename } from 'node:path';
import type { Rule } from '../../../fixtures/csi-hostpath/rules.ts';
import type { StartedNomadCluster } from '../../cluster/index.ts';
import { withDeadline } from '../../deadline.ts';
import { hostpathLayout } from './hostpath-layout.ts';
import { onShared } from './on-shared.ts';

/** A call in which a driver followed a rule. */
export interface RuleUse {
  call: string;
  /** The node whose driver it was. */
  node: string;
  /** CSI's volume id, where the call is about one. */
  volume?: string;
  /** Wall clock, ISO 8601. */
  at: string;
}

/** Rules that hold now. */
export interface Misbehaviour extends AsyncDisposable {
  /** The calls in which a rule was followed so far. None means that the rules were never met: nothing was tried. */
  uses(): Promise<RuleUse[]>;
  /** Returns when a call has met the first of the rules. @throws BehaviourError WAIT_TIMEOUT after 60 s */
  met(): Promise<void>;
  /** Ends the rules; a call that hangs is answered with ABORTED. */
  end(): Promise<void>;
}

/** Nomad looks at a plugin every 30 s; every other call comes at once. */
const metWithinMs = 60_000;

/**
 * Lets every instance of a driver of ours, hostpath unless its layout is given, behave by these rules from its next call on, in addition to others that
 * hold already, until they are ended. Nothing is restarted. The rules of fixtures/csi-hostpath/rules.ts.
 *
 * @throws EnvironmentError CLUSTER_EMPTY when no client is there to reach the shared folder from
 */
export async function misbehave(
  cluster: StartedNomadCluster,
  rules: readonly Rule[],
  layout = hostpathLayout,
): Promise<Misbehaviour> {
  const path = layout.rulesOf(randomUUID());
  const used = layout.usesOf(basename(path));
  // Moved into place: a driver never reads half a file.
  await onShared(cluster, 'printf %s "$1" > "$0.new" && mv "$0.new" "$0"', [path, JSON.stringify(rules)]);
  const end = async () => {
    await onShared(cluster, 'rm -f "$0"', [path]);
  };
  const uses = async () => {
    const text = await onShared(cluster, 'cat "$0"/*/*.json 2>/dev/null || true', [used]);
    return text
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as RuleUse);
  };
  return {
    end,
    [Symbol.asyncDispose]: end,
    async met() {
      const first = `${used}/0/0.json`;
      // tail ends with its reader.
      const script = 'tail -n +1 -F "$0" 2>/dev/null | grep -q -m1 call';
      const what = `call that meets the rule ${JSON.stringify(rules[0])}`;
      const lastSeen = async () => `calls that met a rule: ${JSON.stringify(await uses())}`;
      await withDeadline({ what, ms: metWithinMs, lastSeen }, (signal) =>
        onShared(cluster, script, [first], signal),
      );
    },
    uses,
  };
}
