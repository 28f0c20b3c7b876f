import type { StartedNomadCluster } from '../../cluster/index.ts';
import { deadline } from '../../deadline.ts';
import { exitCodes, HarnessError } from '../../errors.ts';
import { NomadAnswerError, NomadUnreachableError } from '../../nomad/index.ts';

/** Longer than an engine on a busy machine takes to run a command. */
const machineMs = 30_000;

/**
 * Whether a round failed for the sake of the machine or of this program: an engine that is gone, a full disk, a command that
 * failed on a node, an error that nobody has foreseen. What Nomad did, and what it did not do in time, is Nomad's. Of several
 * errors one that is Nomad's counts. A Nomad that gives no answer is ours where its machine does not answer either.
 */
export async function isOurs(
  error: unknown,
  { servers }: Pick<StartedNomadCluster, 'servers'>,
): Promise<boolean> {
  const parts = partsOf(error);
  if (parts.some(isNomads)) return false;
  if (!parts.some((part) => part instanceof NomadUnreachableError)) return true;
  const signal = deadline({ what: 'a server that runs a command', ms: machineMs, machine: true });
  const answers = servers[0]?.shell('true', { signal });
  return await (answers ?? Promise.reject(error)).then(
    () => false,
    () => true,
  );
}

/** A wait that ran out is one for Nomad or its work. */
function isNomads(error: unknown): boolean {
  if (error instanceof NomadAnswerError) return true;
  if (error instanceof HarnessError) return error.exitCode === exitCodes.testFailure;
  return error instanceof DOMException && error.name === 'TimeoutError';
}

function partsOf(error: unknown): unknown[] {
  if (error instanceof AggregateError) return error.errors.flatMap(partsOf);
  if (error instanceof SuppressedError) return [error.suppressed, error.error].flatMap(partsOf);
  return [error];
}
