import { type Allocation, taskEvents } from '../../harness/index.ts';

/** Why a task could not be set up, such as a volume that its client could not mount, in the words of Nomad and the driver. */
export const setupFailures = (allocation: Allocation, task: string): string[] =>
  taskEvents(allocation, task)
    .filter(({ type }) => type === 'Setup Failure')
    .map(({ message = '' }) => message);
