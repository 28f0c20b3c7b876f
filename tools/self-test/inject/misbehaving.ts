import { misbehave, type Rule } from '../../../harness/csi/index.ts';
import type { Defect } from '../defect.ts';

type Unnamed<R> = R extends unknown ? Omit<R, 'named' | 'volume'> : never;

/** The driver follows these rules with volumes and snapshots of this run, and with no others. */
export function misbehaving(...rules: Unnamed<Rule>[]): Defect['inject'] {
  return ({ cluster, prefix }) =>
    injectRules(
      cluster,
      rules.map((rule): Rule => ({ ...rule, named: prefix })),
    );
}

/** The driver follows this rule at every call: for what is not about a volume. */
export function misbehavingAtAll(rule: Rule): Defect['inject'] {
  return ({ cluster }) => injectRules(cluster, [rule]);
}

async function injectRules(cluster: Parameters<typeof misbehave>[0], rules: Rule[]) {
  const active = await misbehave(cluster, rules);
  return {
    met: async () => (await active.uses()).length,
    [Symbol.asyncDispose]: () => active.end(),
  };
}
