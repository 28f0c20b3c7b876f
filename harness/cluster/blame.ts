import { deadline } from '../deadline.ts';
import { exitCodes, explain, HarnessError, unfolded } from '../errors.ts';
import type { StartedNomadCluster } from './cluster.ts';

/** Codes of errors of the environment that are Nomad's doing on a cluster of ours, where its machine still answers. */
const ofNomad = new Set(['AGENT_DIED', 'NOMAD_UNREACHABLE', 'NOMAD_ANSWER']);

/** Longer than an engine on a busy machine takes to run a command. */
const machineMs = 30_000;

/** The nodes that an error is blamed on, or on Nomad in them. */
export type Blamed = Pick<StartedNomadCluster, 'servers'>;

/**
 * Whether an error speaks against Nomad: what it did, what it did not do in time, or that it gives no answer while its machine does.
 * Of what is left, such as an engine that is gone, a full disk or a defect of the harness, nothing can be said against it or for
 * it, nor of what failed beside that. What the clean-up after it failed with changes nothing.
 */
export async function isNomads(error: unknown, { servers }: Blamed): Promise<boolean> {
  const parts = partsOf(error);
  const isQuiet = (part: HarnessError) => ofNomad.has(part.code);
  const mayBe = (part: unknown): part is HarnessError =>
    part instanceof HarnessError && (part.exitCode === exitCodes.testFailure || isQuiet(part));
  if (!parts.every(mayBe)) return false;
  if (!parts.some(isQuiet)) return true;
  const signal = deadline({ what: 'a server that runs a command', ms: machineMs, machine: true });
  const [server] = servers;
  return await (server?.shell('true', { signal }) ?? Promise.reject(error)).then(
    () => true,
    () => false,
  );
}

/** The first failure, or of several side by side each of them. */
function partsOf(error: unknown): unknown[] {
  const [first] = unfolded(error);
  return first instanceof AggregateError ? first.errors.flatMap(partsOf) : [first];
}

/** Undefined when the work is done, Nomad's failure in words otherwise. @throws what is not Nomad's, and what aborts */
export async function failureOf(
  work: Promise<unknown>,
  cluster: Blamed,
  signal: AbortSignal,
): Promise<string | undefined> {
  try {
    await work;
    return undefined;
  } catch (error) {
    signal.throwIfAborted();
    if (!(await isNomads(error, cluster))) throw error;
    return explain(error);
  }
}

/** What became of work: its time in milliseconds and, where it failed, Nomad's words in one line. @throws as `failureOf` */
export async function answerTo(
  work: Promise<unknown>,
  cluster: Blamed,
  signal: AbortSignal,
): Promise<{ ms: number; refused: string | undefined }> {
  const began = performance.now();
  const error = await failureOf(work, cluster, signal);
  return { ms: Math.round(performance.now() - began), refused: error && inOneLine(error) };
}

/** A failure's words in one line, with the last state of a wait, and without its history and what to do next. */
export function inOneLine(failure: string): string {
  // An answer of Nomad's is the whole message, and what was observed the same once more.
  const end = failure.startsWith('NOMAD_API: ') ? /\n(?:last observed|next): / : /\n(?:history:\n|next: )/;
  const [said = ''] = failure.split(end);
  return said.trim().replaceAll(/\s+/g, ' ');
}
