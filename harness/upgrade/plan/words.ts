import type { FilesSummary } from '../../operator-jobs/index.ts';
import { type Agent, namesOf, type OrderStep, type Part, partOf, type UpgradeOrder } from './order.ts';
import type { UpgradePlan } from './plan.ts';

/** The plan as an operator reads it, each part under its name. */
export function planInWords(plan: UpgradePlan): string {
  const { from, to, mode, notes, binaries, servers, clients, canary, injected } = plan;
  const how = mode === 'drain' ? 'clients drained first' : 'agents replaced in place';
  const parts: [name: string, lines: readonly string[]][] = [
    ['path', notes.length === 0 ? ['nothing known against it'] : notes.flatMap(noteInWords)],
    ['not supported by Nomad', plan.unsupported ?? []],
    ['binaries', binaries.map(({ version, origin }) => `Nomad ${version}: ${origin}`)],
    ['nodes', [`servers: ${servers.join(', ')}`, `clients: ${clients.join(', ')}; ${canary} is the canary`]],
    ['your files', filesInWords(plan.files)],
    ['injected', injected.length > 0 ? [`${injected.join(', ')}: the verdict must be NO-GO`] : []],
    ['before the first step', plan.before],
    plan.order ? [orderedBy(plan.order), orderInWords(plan.order)] : ['steps', plan.steps.map(stepInWords)],
    ['on the way', plan.order ? detoursInWords(plan.order) : []],
    ['each server', [plan.replacing.server]],
    ['each client', [plan.replacing.client]],
    ['meanwhile', plan.meanwhile],
    ['a step may cost, by what was before', historyInWords(plan.budget)],
    ['after each step', [...plan.afterEachStep, ...plan.conformance.map((suite) => `  ${suite}`)]],
    ['in the end', plan.end],
  ];
  return [
    `plan of a rehearsal: Nomad ${from} to ${to}, ${how}; nothing is started`,
    ...parts.flatMap(([name, lines]) =>
      lines.length === 0 ? [] : [name, ...lines.map((line) => `  ${line}`)],
    ),
    '',
  ].join('\n');
}

/** Bounds that hold for one kind of step; the others are said where they are measured. */
const historyInWords = (budget: UpgradePlan['budget']) =>
  budget.flatMap(({ cost, ms, does, from }) =>
    does === undefined ? [] : [`${cost}, ${does}: ${ms} ms: ${from}`],
  );

const noteInWords = ({ severity, message, source }: UpgradePlan['notes'][number]) => [
  `${severity}: ${message}`,
  `  ${source}`,
];

const parts: Record<Part, string> = {
  follower: 'a follower',
  leader: 'the leader',
  canary: 'the canary',
  client: 'a client',
};

function stepInWords({ place, node, part }: UpgradePlan['steps'][number]): string {
  return node === undefined ? `${place} ${parts[part]}` : `${place} ${node}, ${parts[part]}`;
}

const orderedBy = ({ seed }: UpgradeOrder) =>
  seed === undefined ? 'steps' : `steps, drawn from seed ${seed}`;

/** The steps of an order; a server is named by what it is before the first one. */
export function orderInWords(order: UpgradeOrder): string[] {
  const nameOf = (agent: Agent) => {
    const part = partOf(agent, order);
    if (part === 'leader') return parts.leader;
    return part === 'canary' ? `${agent}, ${parts.canary}` : agent;
  };
  return namesOf(order.steps, { from: order.from, nameOf });
}

/** What each kind of detour in it is. */
function detoursInWords({ from, to, steps }: UpgradeOrder): string[] {
  const about: Record<Exclude<OrderStep['do'], 'upgrade'>, string> = {
    pause: 'pause: each client sends two heartbeats, which is a whole interval',
    reboot:
      'reboot: the client is drained, its machine loses all processes and mounts, and starts again; since a volume may change its holder then, a second writer asks after each step and not meanwhile',
    fault: 'fault: injected into a healthy cluster, and undone in the same step; all must be healthy again',
    migrate:
      'to the WAL log store: the server ends, `nomad operator raft migrate-backend` copies its raft log, and it starts with `raft_logstore`; the way back is a snapshot',
    'put-back': `back to ${from}: on the data that ${to} has written; an agent that refuses it gets ${to} again`,
  };
  return [...new Set(steps.map((step) => step.do))].flatMap((kind) =>
    kind === 'upgrade' ? [] : [about[kind]],
  );
}

function filesInWords(files: FilesSummary | undefined): string[] {
  if (!files) return [];
  const { jobs, volumes, images, undetermined, variables, notes } = files;
  return [
    ...jobs.map(({ id, file }) => `job ${id}: ${file}`),
    ...volumes.map(({ id, file }) => `volume ${id}: ${file}`),
    ...images.map((image) => `image ${image}: from this machine's engine, else pulled`),
    ...undetermined,
    ...variables.map((variable) => `Nomad Variable ${variable}`),
    ...notes,
  ];
}
