import { driverLayout, misbehave, type Rule, readProfile } from '../../../harness/csi/index.ts';
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

/** As `misbehaving`, on a driver of ours with another profile. */
export function misbehavingOn(profile: string, ...rules: Unnamed<Rule>[]): Defect['inject'] {
  return async ({ cluster, prefix }) =>
    injectRules(
      cluster,
      rules.map((rule): Rule => ({ ...rule, named: prefix })),
      driverLayout(await readProfile(profile)),
    );
}

/** The driver follows this rule at every call: for what is not about a volume. */
export function misbehavingAtAll(rule: Rule): Defect['inject'] {
  return ({ cluster }) => injectRules(cluster, [rule]);
}

async function injectRules(...[cluster, rules, layout]: Parameters<typeof misbehave>) {
  const active = await misbehave(cluster, rules, layout);
  return {
    met: async () => (await active.uses()).length,
    [Symbol.asyncDispose]: () => active.end(),
  };
}
