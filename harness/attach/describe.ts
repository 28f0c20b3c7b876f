import type { Lacks } from '../cluster/index.ts';
import type { DriverProfile } from '../csi/index.ts';
import { columns } from '../text.ts';
import { buildCaution, isEnterprise } from '../version/index.ts';
import { type Survey, taskDrivers } from './detect.ts';
import type { Permissions } from './permissions.ts';
import type { Target } from './target.ts';

export interface Facts {
  target: Target;
  survey: Survey;
  permissions: Permissions;
  driver: DriverProfile;
  version: string;
  lacks: Lacks;
  missingCommands: readonly string[];
  jobImage: string;
  /** Ids of our own that earlier runs have left. */
  leftovers: readonly string[];
}

/** What the cluster can do and what the suites will leave out, as lines to print before they run. */
export function describe({ target, survey, permissions, driver, version, lacks, ...facts }: Facts): string[] {
  const { servers, nodes, clients, plugins, namespaces, regions } = survey;
  const enterprise = versionsOf(survey).some(isEnterprise);
  const drivers = taskDrivers.filter((each) => lacks[each] === undefined);
  const image = drivers.includes('docker') ? ` (docker tasks run ${facts.jobImage})` : '';
  const pool = target.nodePool ?? 'default';
  const lines: [string, string][] = [
    ['Nomad', `${version}, ${enterprise ? 'Enterprise: what needs a licence is not tried' : 'open source'}`],
    [
      'place',
      `namespace ${target.namespace}, node pool ${pool}, region ${target.region ?? regions.join(' or ')}`,
    ],
    ['namespaces', namespaces.map(({ Name }) => Name).join(', ') || unread],
    ['servers', servers ? counted(servers.map((each) => each.version)) : unread],
    ['clients', nodes ? clientsIn(nodes.length, clients) : unread],
    ['drivers', drivers.length === 0 ? 'none' : `${drivers.join(', ')}${image}`],
    ['CSI plugins', pluginsIn(plugins, driver)],
    ['token', tokenOf(permissions)],
    ['claim audits', "compare Nomad's claims alone: mounts and the driver's state are on machines of others"],
  ];
  for (const caution of new Set(versionsOf(survey).flatMap((each) => buildCaution(each) ?? [])))
    lines.push(['warning', caution]);
  if (facts.missingCommands.length > 0) lines.push(['no commands', facts.missingCommands.join(', ')]);
  if (facts.leftovers.length > 0) lines.push(['left by us', facts.leftovers.join(', ')]);
  const { machines: _, ...others } = lacks;
  for (const reason of new Set(Object.values(others))) {
    const abilities = Object.entries(others).flatMap(([ability, own]) => (own === reason ? [ability] : []));
    lines.push(['skipped', `${abilities.join(', ')}: ${reason}`]);
  }
  lines.push(['skipped', 'what restarts, kills, drains or looks into machines: they are not ours']);
  return columns(lines).map((line) => `  ${line}`);
}

const unread = 'the token may not read them';

const versionsOf = ({ servers, clients }: Survey) => [
  ...(servers ?? []).map(({ version }) => version),
  ...clients.map(({ Version }) => Version),
];

/** `3 (1.11.3), 1 (1.9.4)` */
function counted(versions: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const each of versions) counts.set(each, (counts.get(each) ?? 0) + 1);
  return [...counts].map(([version, count]) => `${count} (${version})`).join(', ');
}

function clientsIn(all: number, clients: Survey['clients']): string {
  const names = clients.slice(0, 6).map(({ Name }) => Name);
  const more = clients.length > names.length ? ', …' : '';
  return `${clients.length} of ${all} take jobs: ${names.join(', ')}${more}; ${counted(clients.map(({ Version }) => Version))}`;
}

function pluginsIn(plugins: Survey['plugins'], { name, plugin_id }: DriverProfile): string {
  if (plugins === undefined) return unread;
  const there = plugins.map(({ id, nodes }) => `${id} on ${nodes} nodes`).join(', ') || 'none';
  return `${there}; driver profile ${name} is plugin ${plugin_id}`;
}

function tokenOf({ kind, policies, reads }: Permissions): string {
  if (kind === 'off') return 'none is asked for: the ACL system is off';
  if (kind === 'management') return 'management';
  const may = Object.entries(reads).filter(([, can]) => can);
  const reading =
    may.length === 0 ? 'nothing beside its namespaces' : may.map(([what]) => `${what}s`).join(', ');
  return `policies ${policies.join(', ') || 'none'}; may read ${reading}`;
}
