import { BehaviourError } from '../errors.ts';
import type { NomadClient } from '../nomad/index.ts';

/**
 * Lets the task of a writer or reader job end by itself with `exitCode`. A file rather than a signal: a signal
 * that comes before the task has set its trap would be lost.
 *
 * @throws BehaviourError TASK_NOT_ENDED when the file cannot be put into the task.
 */
export async function endTask(
  nomad: NomadClient,
  allocation: { ID: string },
  task: 'write' | 'read',
  exitCode = 0,
): Promise<void> {
  // Moved into place, so that the task never reads half a number.
  const script = `echo ${exitCode} > /local/next && mv /local/next /local/exit-code`;
  const answer = await nomad.allocations.exec(allocation.ID, { task, command: ['sh', '-c', script] });
  if (answer.exitCode === 0) return;
  throw new BehaviourError('TASK_NOT_ENDED', `cannot ask task ${task} of ${allocation.ID} to end`, {
    observed: answer.stderr,
  });
}
