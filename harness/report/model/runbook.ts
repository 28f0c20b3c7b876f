import { type Entry, events } from '../../evidence/index.ts';
import { duration } from '../words.ts';
import type { StepReport } from './upgrade.ts';

/** One step of the rehearsal as an operator takes it. */
export interface RunbookStep {
  title: string;
  /** What it cost in the rehearsal. */
  rehearsed: readonly string[];
  commands: readonly string[];
  /** What has to hold before the next step. */
  goOn: readonly string[];
  /** At which the upgrade is to be halted, with the numbers of the rehearsal. */
  stopWhen: readonly string[];
}

/** How to do what was rehearsed. */
export interface Runbook {
  from: string;
  to: string;
  /** Before the first step, beside what is advised. */
  before: readonly string[];
  steps: readonly RunbookStep[];
  after: readonly string[];
  back: readonly string[];
}

/** The runbook of a rehearsal; undefined for a run of something else. */
export function runbookOf(entries: readonly Entry[], steps: readonly StepReport[]): Runbook | undefined {
  const [plan] = events.plan.of(entries);
  if (!plan) return undefined;
  const { from, to } = plan;
  return {
    ...{ from, to },
    before: [
      ...['nomad server members', 'nomad operator raft list-peers', 'nomad node status'],
      `nomad operator snapshot save nomad-${from}.snap`,
    ],
    steps: steps.map((step) => stepOf(step, plan)),
    after: [...['nomad server members', 'nomad node status'], ...jobCommands(entries)],
    back: wayBackCommands(entries, from),
  };
}

const jobCommands = (entries: readonly Entry[]) =>
  events.operatorJob.of(entries).map(({ file }) => `nomad job plan ${shellWord(file)}`);

const shellWord = (text: string) =>
  /^[\w./@%+=:,-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;

interface Versions {
  from: string;
  to: string;
  heartbeatGraceMs: number;
}

function stepOf(step: StepReport, plan: Versions): RunbookStep {
  const { name, does } = step;
  const of: Record<
    string,
    (step: StepReport, plan: Versions) => Omit<RunbookStep, 'rehearsed' | 'stopWhen'>
  > = {
    upgrade: step.role === 'server' ? serverStep : clientStep,
    reboot: rebootStep,
    pause: pauseStep,
    migrate: migrateStep,
  };
  const { title, commands, goOn } = (of[does] ?? tryStep)(step, plan);
  return {
    ...{ title: `${name}: ${title}`, commands, goOn },
    rehearsed: rehearsedOf(step),
    stopWhen: stopsOf(step, plan),
  };
}

const agents: Record<string, string> = {
  follower: 'a server that does not lead',
  leader: 'the server that leads',
  canary: 'a client with little work',
  client: 'a client',
};
const agentOf = ({ part, role }: StepReport) => agents[part ?? role] ?? `a ${role}`;
const drain = (enabled: boolean) =>
  enabled ? 'nomad node drain -enable -yes <node id>' : 'nomad node drain -disable -yes <node id>';
const replace = (to: string) => [
  'systemctl stop nomad    # the unit needs KillMode=process: tasks go on',
  `install -m 0755 nomad-${to} "$(command -v nomad)"`,
  'systemctl start nomad',
];

const serverStep = (step: StepReport, { to }: Versions) => ({
  title: `upgrade ${agentOf(step)}`,
  commands: [
    'nomad operator raft list-peers    # which server leads',
    ...replace(to),
    'nomad server members',
    'nomad operator raft list-peers',
  ],
  goOn: [
    `nomad server members lists it as alive with build ${to}, and every other server as alive`,
    'nomad operator raft list-peers has a leader and every server as a voter',
  ],
});

const clientStep = (step: StepReport, { to }: Versions) => ({
  title: `upgrade ${agentOf(step)}${step.drained ? ', drained first' : ' in place'}`,
  commands: [
    ...(step.drained ? [`${drain(true)}    # returns when all that it stops has ended`] : []),
    ...replace(to),
    ...(step.drained ? [drain(false)] : []),
    'nomad node status <node id>',
    'nomad plugin status',
  ],
  goOn: [
    `nomad node status shows the node ready${step.drained ? ' and eligible' : ''} with Nomad ${to} and its drivers healthy`,
    'nomad plugin status shows each CSI plugin as healthy as before',
    step.drained
      ? 'what was drained runs again'
      : 'its tasks have the same start and as many restarts as before',
  ],
});

const rebootStep = () => ({
  title: 'reboot a client',
  commands: [drain(true), 'systemctl reboot', drain(false), 'nomad node status <node id>'],
  goOn: ['nomad node status shows the node ready and eligible, and what was drained runs again'],
});

/** https://developer.hashicorp.com/nomad/commands/operator/raft/migrate-backend */
const migrateStep = () => ({
  title: 'copy the raft log of a server to the WAL store; the way back is a snapshot from before',
  commands: [
    'systemctl stop nomad',
    'nomad operator raft migrate-backend <data_dir>',
    'vi /etc/nomad.d/nomad.hcl    # server { raft_logstore { backend = "wal" } }: as JSON, Nomad 2.0.5 refuses it',
    'systemctl start nomad',
    'nomad operator raft list-peers',
  ],
  goOn: ['nomad operator raft list-peers has a leader and every server as a voter'],
});

const pauseStep = () => ({
  title: 'wait until each client has sent two heartbeats',
  commands: ['nomad node status'],
  goOn: ['every node is ready'],
});

/** Faults and ways back were tried, and nobody needs them. */
const tryStep = ({ does }: StepReport) => ({
  title: `nothing to do: here the rehearsal tried ${does === 'put-back' ? 'an agent of the old version' : 'a fault'}`,
  commands: [],
  goOn: ['every server is alive and every node ready'],
});

function rehearsedOf({ downMs, costs, cuts, error }: StepReport): string[] {
  return [
    ...(error === undefined ? [] : [`it FAILED: ${error}`]),
    ...(downMs === undefined ? [] : [`its agent was away for ${duration(downMs)}`]),
    ...costs.flatMap(({ title, ms }) => (ms ? [`${title.toLowerCase()}: ${duration(ms)}`] : [])),
    ...together(
      'nothing worth naming',
      costs.filter(({ ms }) => ms === 0),
    ),
    ...together(
      'NOT MEASURED',
      costs.filter(({ ms }) => ms === undefined),
    ),
    ...(cuts > 0 ? [`exec sessions and log streams that were cut: ${cuts}`] : []),
  ];
}

const together = (name: string, costs: StepReport['costs']) =>
  costs.length === 0 ? [] : [`${name}: ${costs.map(({ title }) => title.toLowerCase()).join(', ')}`];

function stopsOf(
  { role, does, drained, downMs, costs }: StepReport,
  { heartbeatGraceMs }: Versions,
): string[] {
  const took = downMs === undefined ? '' : `; it took ${duration(downMs)}`;
  const isClient = role === 'client' && does === 'upgrade';
  return [
    ...(isClient && !drained
      ? [`its agent is away for longer than heartbeat_grace (here ${duration(heartbeatGraceMs)}${took})`]
      : []),
    ...(does === 'upgrade' && (!isClient || drained) ? [`its agent is not back within 1 min${took}`] : []),
    ...costs.flatMap(({ title, ms, allowedMs }) =>
      allowedMs === undefined
        ? []
        : [`${title.toLowerCase()} for longer than ${duration(allowedMs)} (rehearsed: ${rehearsedIn(ms)})`],
    ),
  ];
}

function rehearsedIn(ms: number | undefined): string {
  if (ms === undefined) return 'not measured';
  return ms === 0 ? 'nothing worth naming' : duration(ms);
}

/** How the rehearsal went back; nothing where it did not. */
function wayBackCommands(entries: readonly Entry[], from: string): string[] {
  if (!entries.some(events.rollbackStep.is)) return [];
  return [
    `# each client: stop the agent, start Nomad ${from} on the same data`,
    '# then all servers at once:',
    'systemctl stop nomad',
    'mv <data_dir>/server <data_dir>/server-newer && mkdir <data_dir>/server',
    'cp -a <data_dir>/server-newer/keystore <data_dir>/server/    # where there is one',
    `systemctl start nomad    # with Nomad ${from}`,
    `nomad operator snapshot restore nomad-${from}.snap    # on one of them, once a leader is elected`,
  ];
}
