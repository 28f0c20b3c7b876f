import type { AllocationListStub } from './job-types.ts';

const terminal = new Set(['complete', 'failed', 'lost']);

/** Whether Nomad calls the allocation over. Its poststop tasks may still be to run: see `hasEnded`. */
export const isTerminal = ({ ClientStatus }: Pick<AllocationListStub, 'ClientStatus'>) =>
  terminal.has(ClientStatus);

/**
 * Whether nothing of the allocation runs any more. Nomad calls an allocation failed as soon as one task has
 * failed, while its poststop tasks are still to run; a lost one is never heard of again.
 */
export function hasEnded(stub: Pick<AllocationListStub, 'ClientStatus' | 'TaskStates'>): boolean {
  if (stub.ClientStatus === 'lost') return true;
  const states = Object.values(stub.TaskStates ?? {});
  return isTerminal(stub) && states.every((state) => state.State === 'dead');
}
