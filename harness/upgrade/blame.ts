import { exitCodes, explain, HarnessError, unfolded } from '../errors.ts';

/** Codes of errors of the environment that are Nomad's doing in a rehearsal: it is Nomad that is replaced. */
const ofNomad = new Set(['AGENT_DIED', 'NOMAD_UNREACHABLE', 'NOMAD_ANSWER']);

/**
 * Whether an error speaks against Nomad. Of what is left, such as an engine that is gone, a full disk or a defect of the
 * harness, nothing can be said against it or for it. What the clean-up after it failed with changes nothing.
 */
export function isNomads(error: unknown): boolean {
  const [first] = unfolded(error);
  if (first instanceof AggregateError) return first.errors.every(isNomads);
  if (!(first instanceof HarnessError)) return false;
  return first.exitCode === exitCodes.testFailure || ofNomad.has(first.code);
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
