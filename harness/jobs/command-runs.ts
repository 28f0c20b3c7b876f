import { deadline } from '../deadline.ts';
import { BehaviourError } from '../errors.ts';
import type { NomadClient } from '../nomad/index.ts';

const answeredWithinMs = 15_000;

/** A task of an allocation. */
interface InTask {
  allocation: string;
  task: string;
  namespace?: string;
}

/**
 * Returns when a command has run in a task, by remote exec.
 * @throws BehaviourError NOMAD_EXEC where it did not end well; NomadUnreachableError; after 15 s a timeout
 */
export async function commandRuns(
  nomad: NomadClient,
  { allocation, ...where }: InTask,
  signal: AbortSignal,
): Promise<void> {
  const what = `end of a command in task ${where.task} of allocation ${allocation}`;
  const within = deadline({ what, ms: answeredWithinMs, signal });
  const command = ['/bin/true'];
  const { exitCode } = await nomad.allocations.exec(allocation, { ...where, command, signal: within });
  if (exitCode !== 0) throw new BehaviourError('NOMAD_EXEC', `/bin/true ended with exit code ${exitCode}`);
}
