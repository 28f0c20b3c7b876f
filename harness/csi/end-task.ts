import { BehaviourError } from '../errors.ts';
import type { NomadClient } from '../nomad/index.ts';
import { waits } from '../wait/index.ts';

/** For a task that reads its exit code each 0.1 s. */
const endedWithinMs = 20_000;

/**
 * Lets the task of a writer or reader job end by itself with `exitCode`. A file rather than a signal: a signal
 * that comes before the task has set its trap would be lost.
 *
 * @throws BehaviourError TASK_NOT_ENDED when the file cannot be put into the task, NOMAD_EXEC when that is not known and the task
 * does not end.
 */
export async function endTask(
  nomad: NomadClient,
  allocation: { ID: string },
  task: 'write' | 'read',
  exitCode = 0,
): Promise<void> {
  // Moved into place, so that the task never reads half a number.
  const script = `echo ${exitCode} > /local/next && mv /local/next /local/exit-code`;
  try {
    const answer = await nomad.allocations.exec(allocation.ID, { task, command: ['sh', '-c', script] });
    if (answer.exitCode === 0) return;
    throw new BehaviourError('TASK_NOT_ENDED', `cannot ask task ${task} of ${allocation.ID} to end`, {
      observed: answer.stderr,
    });
  } catch (error) {
    if (!(error instanceof BehaviourError && error.code === 'NOMAD_EXEC')) throw error;
    await endedMeanwhile(nomad, allocation.ID, task, error);
  }
}

/** A task that ends as it was asked to takes the command in it along, maybe before Nomad has told its exit code. */
async function endedMeanwhile(
  nomad: NomadClient,
  id: string,
  task: string,
  error: BehaviourError,
): Promise<void> {
  const limits = { timeoutMs: endedWithinMs };
  await waits
    .taskState(nomad, id, task, ({ State }) => State === 'dead', limits)
    .catch(() => {
      throw error;
    });
}
