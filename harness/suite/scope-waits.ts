import type { AllocationListStub, ClaimRecord, CsiPlugin, NomadClient, TaskState } from '../nomad/index.ts';
import { type WaitOptions, waitFor, waits } from '../wait/index.ts';

/** How long a wait may take: a minute unless given. */
export interface Within {
  timeoutMs?: number;
}

const minuteMs = 60_000;

/** Each of `waits`, and `waitFor` as `until`, with the connection and the signal of one test, so that its body has neither. */
export function waitsOf(nomad: NomadClient, signal: AbortSignal) {
  const limits = ({ timeoutMs = minuteMs }: Within = {}) => ({ timeoutMs, signal });
  const taskState = (id: string, task: string, holds: (state: TaskState) => boolean, within?: Within) =>
    waits.taskState(nomad, id, task, holds, limits(within));
  return {
    allocationRunning: (id: string, within?: Within) => waits.allocationRunning(nomad, id, limits(within)),
    allocationTerminal: (id: string, within?: Within) => waits.allocationTerminal(nomad, id, limits(within)),
    allocationsOf: <T>(job: string, pick: (all: AllocationListStub[]) => T | undefined, within?: Within) =>
      waits.allocationsOf(nomad, job, pick, limits(within)),
    lostReplaced: (which: { jobId: string; lost: string }, within?: Within) =>
      waits.lostReplaced(nomad, which, limits(within)),
    taskState,
    /** The allocation once this task of it runs again, restarted for the first time. */
    taskRestarted: (id: string, task: string) =>
      taskState(id, task, ({ State, Restarts }) => State === 'running' && Restarts === 1),
    evaluationOver: (id: string, within?: Within) => waits.evaluationOver(nomad, id, limits(within)),
    deploymentDone: (id: string, within?: Within) => waits.deploymentDone(nomad, id, limits(within)),
    jobGone: (id: string, within?: Within) => waits.jobGone(nomad, id, limits(within)),
    nodeReady: (id: string, within?: Within) => waits.nodeReady(nomad, id, limits(within)),
    nodeStatus: (id: string, status: string, within?: Within) =>
      waits.nodeStatus(nomad, id, status, limits(within)),
    nodeDrained: (id: string, within?: Within) => waits.nodeDrained(nomad, id, limits(within)),
    pluginHealthy: (id: string, counts: { nodes: number; controllers: number } & Within) =>
      waits.pluginHealthy(nomad, id, { ...counts, ...limits(counts) }),
    pluginRecord: (id: string, holds: (plugin: CsiPlugin) => boolean, within?: Within) =>
      waits.pluginRecord(nomad, id, holds, limits(within)),
    pluginGone: (id: string, within?: Within) => waits.pluginGone(nomad, id, limits(within)),
    volumeClaims: (id: string, holds: (claims: ClaimRecord[]) => boolean, within?: Within) =>
      waits.volumeClaims(nomad, id, holds, limits(within)),
    until: <S, T>(options: Omit<WaitOptions<S, T>, 'client' | 'signal' | 'timeoutMs'> & Within) =>
      waitFor<S, T>({ ...options, client: nomad, ...limits(options) }),
  };
}

/** The waits of one test. */
export type ScopeWaits = ReturnType<typeof waitsOf>;
