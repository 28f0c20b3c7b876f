import { BehaviourError } from '../errors.ts';
import type { NomadClient, TaskState } from '../nomad/index.ts';
import { waits } from '../wait/index.ts';

/** For a task that reads its exit code each 0.1 s. */
const endedWithinMs = 20_000;

/**
 * Lets the task of a writer or reader job end by itself with `exitCode`. A file rather than a signal: a signal
 * that comes before the task has set its trap would be lost.
 *
 * @throws BehaviourError TASK_NOT_ENDED when the file cannot be put into the task, NOMAD_EXEC when that is not known; either only
 * when the task does not end with that code.
 */
export async function endTask(
  nomad: NomadClient,
  { ID: id }: { ID: string },
  task: 'write' | 'read',
  exitCode = 0,
): Promise<void> {
  const doubt = await askToEnd(nomad, id, task, exitCode);
  if (doubt === undefined) return;
  await waits
    .taskState(nomad, id, task, endedWith(exitCode), { timeoutMs: endedWithinMs, deadIsFinal: true })
    .catch(() => {
      throw doubt;
    });
}

/**
 * What speaks against the task having been asked. It need not be so: a task that ends as asked takes the command in it along, so
 * that Nomad tells its death (exit code 137) or nothing at all.
 */
async function askToEnd(
  nomad: NomadClient,
  id: string,
  task: string,
  exitCode: number,
): Promise<BehaviourError | undefined> {
  // Moved into place, so that the task never reads half a number; by a name that no job writes to.
  const script = `echo ${exitCode} > /local/exit-code.next && mv /local/exit-code.next /local/exit-code`;
  try {
    const answer = await nomad.allocations.exec(id, { task, command: ['sh', '-c', script] });
    if (answer.exitCode === 0) return undefined;
    return new BehaviourError('TASK_NOT_ENDED', `cannot ask task ${task} of ${id} to end`, {
      observed: `exit code ${answer.exitCode}, stderr "${answer.stderr}"`,
      next: `nomad alloc exec -task ${task} ${id} ls -l /local`,
    });
  } catch (error) {
    if (error instanceof BehaviourError && error.code === 'NOMAD_EXEC') return error;
    throw error;
  }
}

const endedWith =
  (exitCode: number) =>
  ({ State, Events }: TaskState): boolean =>
    State === 'dead' && Events?.findLast(({ Type }) => Type === 'Terminated')?.ExitCode === exitCode;
