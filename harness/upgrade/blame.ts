import { exitCodes, explain, HarnessError } from '../errors.ts';

/** Codes of errors of the environment that are Nomad's doing in a rehearsal: it is Nomad that is replaced. */
const ofNomad = new Set(['AGENT_DIED', 'NOMAD_UNREACHABLE', 'NOMAD_ANSWER']);

/**
 * Whether an error speaks against Nomad. Of what is left, such as an engine that is gone, a full disk or a defect of the
 * harness, nothing can be said against it or for it.
 */
export function isNomads(error: unknown): boolean {
  if (error instanceof AggregateError) return error.errors.every(isNomads);
  if (error instanceof HarnessError)
    return error.exitCode === exitCodes.testFailure || ofNomad.has(error.code);
  // A request or a wait that was given a time.
  return error instanceof Error && error.name === 'TimeoutError';
}

/** Undefined when the work is done, Nomad's failure in words otherwise. @throws what is not Nomad's, and what aborts */
export async function failureOf(work: Promise<unknown>, signal: AbortSignal): Promise<string | undefined> {
  try {
    await work;
    return undefined;
  } catch (error) {
    signal.throwIfAborted();
    if (!isNomads(error)) throw error;
    return explain(error);
  }
}
