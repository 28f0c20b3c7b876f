import { nodeNames } from '../../cluster/index.ts';
import { said } from '../checks/index.ts';
import { notesOnPath, type PathNote } from '../preflight/path.ts';
import { canaryOf, isClient, type Part, partOf, plainSteps, withCanary } from './order.ts';
import { unsupportedInWords } from './order-flaws.ts';
import type { PlanRequest } from './request.ts';

/** What a rehearsal would do, as far as it is known before anything is started. */
export interface UpgradePlan extends Omit<PlanRequest, 'servers' | 'clients'> {
  notes: PathNote[];
  /** What Nomad does not support in the order. */
  unsupported?: string[];
  servers: string[];
  clients: string[];
  canary: string | undefined;
  before: string[];
  /** Of the plain order. `node` is undefined where it depends on who becomes the leader. */
  steps: { place: string; part: Part; node: string | undefined }[];
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
    ...(request.order && { unsupported: unsupportedInWords(request.order) }),
    canary: canaryOf(clients),
    before: beforeSteps(request),
    steps: request.order ? [] : stepsOf(request),
    replacing: replacing(request),
    meanwhile: said('meanwhile', request),
    afterEachStep: (['whileReturning', 'observe', 'atEachStep'] as const).flatMap((when) =>
      said(when, request),
    ),
    end: atEnd(request),
  };
}

/** One server is the leader for certain; of several, any. */
function stepsOf({ servers, clients }: PlanRequest): UpgradePlan['steps'] {
  const agents = plainSteps({ servers, clients }).flatMap((step) => ('agent' in step ? [step.agent] : []));
  return agents.map((agent, at) => ({
    place: `${at + 1}/${agents.length}`,
    part: partOf(agent, { servers, clients }),
    node: isClient(agent) ? agent : servers === 1 ? 'server-1' : undefined,
  }));
}

function beforeSteps(request: PlanRequest): string[] {
  const { from, files, rollback, diff } = request;
  return [
    'writers and readers are placed on two CSI volumes, with a service that has a sidecar and a poststop task, batch, system and periodic jobs; on every client but the canary',
    ...(files ? [`your jobs are read as ${from} reads them, adjusted, placed, and must run`] : []),
    ...(diff ? [`the behaviour of ${from} is observed`] : []),
    ...said('before', request),
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

function atEnd(request: PlanRequest): string[] {
  const { from, to, files, rollback, diff } = request;
  return [
    ...said('afterLastStep', request),
    ...(files && !rollback
      ? [
          'your jobs are planned again, and are started anew once they are stopped: their tasks must go on without a restart',
        ]
      : []),
    ...(files ? [`your jobs are stopped, and known bugs that can meet them are looked for on ${to}`] : []),
    ...said('atEnd', request),
    ...(rollback ? [`clients, then servers go back to ${from}; what that costs is listed`] : []),
    ...said('afterRollback', request),
    ...said('readBack', request),
    'what was to be seen and was not is named, and the verdict is UNKNOWN then',
    ...(diff ? [`the behaviour of the upgraded cluster, and of a fresh one of ${to}, is compared`] : []),
  ];
}
