import { EnvironmentError } from '../errors.ts';
import type { AclPolicy, NomadClient } from '../nomad/index.ts';
import { idPrefix } from './marks.ts';
import type { Identity } from './reach.ts';

/** What a token may do, as far as the suites ask for it. */
export interface Permissions {
  /** `off` without an ACL system, `management`, or the names of the policies. */
  kind: 'off' | 'management' | 'client';
  policies: string[];
  /** Whether it has a capability in the namespace: Nomad's ACL policy specification, namespace capabilities. */
  may(capability: string): boolean;
  /** Whether it may write the variables of its jobs. */
  variables: boolean;
  /** Whether its jobs may mount and write host volumes of ours. */
  hostVolumes: boolean;
  reads: Record<'node' | 'agent' | 'plugin', boolean>;
}

/** Without these no suite can do anything. */
export const neededCapabilities = [
  'list-jobs',
  'read-job',
  'submit-job',
  'dispatch-job',
  'read-logs',
  'read-fs',
  'alloc-exec',
  'alloc-lifecycle',
];

const everything = {
  may: () => true,
  variables: true,
  hostVolumes: true,
  reads: { node: true, agent: true, plugin: true },
};

/** What the token may do in the namespace, by the rules of its policies and those of its roles. */
export async function permissionsOf(
  nomad: NomadClient,
  identity: Identity,
  namespace: string,
): Promise<Permissions> {
  if (identity === 'off') return { kind: 'off', policies: [], ...everything };
  if (identity.Type === 'management') return { kind: 'management', policies: [], ...everything };
  const roles = await Promise.all((identity.Roles ?? []).map(({ ID }) => nomad.acl.role(ID)));
  const ofRoles = roles.flatMap(({ Policies }) => (Policies ?? []).map(({ Name }) => Name));
  const policies = [...new Set([...(identity.Policies ?? []), ...ofRoles])];
  const rules = await Promise.all(policies.map((name) => nomad.acl.policy(name)));
  return { kind: 'client', policies, ...permitted(rules, namespace) };
}

/** The rules of several policies together: what one denies, none gives. */
export function permitted(policies: readonly AclPolicy[], namespace: string) {
  const all = policies.flatMap(({ RulesJSON }) => (RulesJSON ? [RulesJSON] : []));
  const here = all.flatMap((rules) => closest(rules.Namespaces ?? [], namespace));
  const capabilities = new Set(here.flatMap(({ Capabilities }) => Capabilities ?? []));
  const denied = capabilities.has('deny');
  const volumes = all.flatMap((rules) => closest(rules.HostVolumes ?? [], `${idPrefix}x`));
  const paths = here.flatMap(({ Variables }) => Variables?.Paths ?? []);
  const reads = (of: 'Node' | 'Agent' | 'Plugin') => {
    const levels = all.map((rules) => rules[of]?.Policy);
    return !levels.includes('deny') && levels.some((level) => level === 'read' || level === 'write');
  };
  return {
    may: (capability: string) => !denied && capabilities.has(capability),
    variables: paths.some(
      ({ PathSpec, Capabilities }) =>
        matches(PathSpec, 'nomad/jobs/nomad-e2e') &&
        ['write', 'destroy'].every((each) => Capabilities?.includes(each)),
    ),
    hostVolumes: volumes.some(({ Capabilities }) => Capabilities?.includes('mount-readwrite')),
    reads: { node: reads('Node'), agent: reads('Agent'), plugin: reads('Plugin') },
  };
}

/** Nomad takes the rule of the exact name, else of the pattern that leaves the fewest characters open. */
function closest<T extends { Name: string }>(rules: readonly T[], name: string): T[] {
  const fitting = rules.filter(({ Name }) => matches(Name, name));
  const open = ({ Name }: T) => (Name === name ? -1 : name.length - Name.replaceAll('*', '').length);
  const [best] = fitting.toSorted((a, b) => open(a) - open(b));
  return best ? fitting.filter((each) => open(each) === open(best)) : [];
}

function matches(glob: string, text: string): boolean {
  const escaped = glob.split('*').map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, String.raw`\$&`));
  return new RegExp(`^${escaped.join('.*')}$`).test(text);
}

/** @throws EnvironmentError ATTACH_PERMISSIONS naming what the token may not do, and a policy that is enough */
export function requirePermissions({ may, policies }: Permissions, namespace: string): void {
  const missing = neededCapabilities.filter((capability) => !may(capability));
  if (missing.length === 0) return;
  throw new EnvironmentError(
    'ATTACH_PERMISSIONS',
    `in the namespace "${namespace}" the token may not ${missing.join(', ')}`,
    {
      observed: `policies of the token: ${policies.join(', ') || 'none'}`,
      next: `give it a policy with: namespace "${namespace}" { policy = "write" }; docs/attach.md has one for all suites`,
    },
  );
}
