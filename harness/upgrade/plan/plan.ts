import { nodeNames } from '../../cluster/index.ts';
import type { RehearsalBounds } from '../../evidence/index.ts';
import type { FilesSummary } from '../../operator-jobs/index.ts';
import type { Injection } from '../injection.ts';
import { notesOnPath, type PathNote } from '../preflight/path.ts';
import { stepProbes } from '../step-probes.ts';
import type { ClientMode } from '../steps.ts';
import { canaryOf, type OrderedStep, stepOrder, withCanary } from './order.ts';

/** What a rehearsal is asked for. */
export interface PlanRequest {
  from: string;
  to: string;
  servers: number;
  /** Without the canary. */
  clients: number;
  mode: ClientMode;
  /** Over which a stall of a writer or a gap of the API is a NO-GO. */
  bounds: RehearsalBounds;
  rollback: boolean;
  /** Whether the versions' behaviour is compared, too. */
  diff: boolean;
  injected: Injection | undefined;
  /** Suites that run after each step. */
  conformance: readonly string[];
  /** Where the binary of each version would come from. */
  binaries: readonly { version: string; origin: string }[];
  /** The operator's files, read. */
  files: FilesSummary | undefined;
}

/** What a rehearsal would do, as far as it is known before anything is started. */
export interface UpgradePlan extends Omit<PlanRequest, 'servers' | 'clients'> {
  notes: PathNote[];
  servers: string[];
  clients: string[];
  canary: string | undefined;
  before: string[];
  /** `node` is undefined where it depends on who becomes the leader. */
  steps: OrderedStep<string | undefined>[];
  replacing: { server: string; client: string };
  meanwhile: string[];
  /** `conformance` is what the last of them runs. */
  afterEachStep: string[];
  end: string[];
}

/** Plans a rehearsal; nothing is started or looked up. @throws UsageError BINARY_VERSION_INVALID */
export function planUpgrade(request: PlanRequest): UpgradePlan {
  const { from, to } = request;
  const servers = nodeNames('server', request.servers);
  const clients = nodeNames('client', withCanary(request.clients));
  return {
    ...request,
    ...{ servers, clients },
    notes: notesOnPath(from, to),
    canary: canaryOf(clients),
    before: beforeSteps(request),
    steps: stepsOf(servers, clients),
    replacing: replacing(request),
    meanwhile: meanwhile(request),
    afterEachStep: afterEachStep(request),
    end: atEnd(request),
  };
}

/** One server is the leader for certain; of several, any. */
function stepsOf(servers: readonly string[], clients: readonly string[]) {
  const [only, ...more] = servers;
  return stepOrder<string | undefined>({
    followers: more.map(() => undefined),
    leaders: [more.length === 0 ? only : undefined],
    clients,
  });
}

function beforeSteps({ from, files, rollback, diff }: PlanRequest): string[] {
  return [
    'writers and readers are placed on two CSI volumes, with a service that has a sidecar and a poststop task, batch, system and periodic jobs; on every client but the canary',
    ...(files ? [`your jobs are parsed by the servers of ${from}, adjusted, placed, and must run`] : []),
    ...(diff ? [`the behaviour of ${from} is observed`] : []),
    ...(rollback ? ['a snapshot of the servers is saved'] : []),
  ];
}

function replacing({ to, mode }: PlanRequest) {
  const agent = `its agent is ended, and Nomad ${to} is started on the same data`;
  const drained = mode === 'drain' ? 'it is drained; ' : '';
  const undrained = mode === 'drain' ? ', and what was drained runs again' : '';
  return {
    server: `${agent}; all servers must be healthy`,
    client: `${drained}${agent}; the node must be ready and the CSI driver healthy${undrained}`,
  };
}

function meanwhile({ mode, bounds }: PlanRequest): string[] {
  const moved = mode === 'drain' ? ', but for those that a drain stops' : '';
  return [
    `writers flush ten numbered records a second: ${bounds.writerStallMs} ms without one are a NO-GO${moved}`,
    `each server is read from ten times a second: ${bounds.apiGapMs} ms without any answer are a NO-GO`,
    'a job is submitted each second, and must run',
    ...(mode === 'in-place' ? ['a second writer asks for a volume with a single one each second'] : []),
  ];
}

function afterEachStep({ files, mode }: PlanRequest): string[] {
  const exception = mode === 'drain' ? '; those of a drained client may move' : '';
  return [
    `process, start and restarts of each task are compared with those before the step${exception}`,
    ...(files ? ['hooks, claims and mounts of your jobs are judged'] : []),
    ...stepProbes.map(({ title }) => title),
  ];
}

function atEnd({ from, to, files, rollback, diff }: PlanRequest): string[] {
  const twin = 'a second writer is tried against the CSI driver, without a claim in Nomad';
  return [
    ...(rollback ? [] : [twin]),
    ...(files ? [`your jobs are stopped, and known bugs that can meet them are looked for on ${to}`] : []),
    'launches of the periodic job are counted, and each job that was accepted meanwhile must have run',
    ...(rollback ? [`clients, then servers go back to ${from}; what that costs is listed`, twin] : []),
    'all records are read back: one that was acknowledged and is missing is a NO-GO',
    'what was to be seen and was not is named, and the verdict is UNKNOWN then',
    ...(diff ? [`the behaviour of the upgraded cluster, and of a fresh one of ${to}, is compared`] : []),
  ];
}
