import { HarnessError } from '../errors.ts';
import { isAcknowledged } from '../evidence/index.ts';
import { NomadApiError, type NomadClient } from '../nomad/index.ts';
import { waitFor } from '../wait/index.ts';

/** Where the task of `jobs/csi/writer.nomad.hcl` keeps the number of the last record that it has acknowledged. */
export const acknowledgedFile = 'write/local/acknowledged';

interface AskOptions {
  signal: AbortSignal;
  /** How long the servers may take to reach the client; 60 s unless given. */
  withinMs?: number;
  /** Of a writer that cannot be asked in time nothing is known, which is no failure then. */
  lenient?: boolean;
}

/**
 * Allocation → the last record that its writer has acknowledged, of those that can still be asked: writers that have started,
 * on a machine that Nomad has as ready. A machine that is lost takes with it what was acknowledged on it, and one whose writer
 * was stopped before it started, as when a drain was followed by the next, has nothing to say. One that left no number is
 * left out, too.
 *
 * @throws WaitTimeout, WaitFailed
 */
export async function acknowledgedBy(
  nomad: NomadClient,
  allocations: readonly string[],
  options: AskOptions,
): Promise<Record<string, number>> {
  const nodes = (await known(nomad.nodes.list(), options)) ?? [];
  const ready = new Set(nodes.filter(({ Status }) => Status === 'ready').map(({ ID }) => ID));
  const sequenceOf = async (allocation: string) => {
    const { NodeID, TaskStates } = await nomad.allocations.read(allocation);
    const started = TaskStates?.write?.Events?.some(({ Type }) => Type === 'Started');
    return started && ready.has(NodeID) ? await lastAcknowledged(nomad, allocation, options) : undefined;
  };
  const found = await Promise.all(
    allocations.map(async (each) => [each, await known(sequenceOf(each), options)] as const),
  );
  return Object.fromEntries(found.flatMap(([each, last]) => (last === undefined ? [] : [[each, last]])));
}

/** The answer, or undefined where there is none that came in time and the asker is lenient. */
async function known<T>(answer: Promise<T>, { signal, lenient = false }: AskOptions): Promise<T | undefined> {
  return await answer.catch((error: unknown) => {
    signal.throwIfAborted();
    if (lenient && error instanceof HarnessError) return undefined;
    throw error;
  });
}

/**
 * The last sequence that a writer has acknowledged, 0 for none; undefined when what it left is no number. Clients come back
 * to a server that was replaced one by one: until then there is no way to the file.
 *
 * @throws WaitTimeout, WaitFailed
 */
export async function lastAcknowledged(
  nomad: NomadClient,
  allocation: string,
  { signal, withinMs = 60_000 }: AskOptions,
): Promise<number | undefined> {
  const { text } = await waitFor({
    client: nomad,
    what: `way to what the writer ${allocation} has acknowledged`,
    source: {
      read: async (call) => await fileOf(nomad, allocation, call.signal),
      wakes: ({ Topic }) => Topic === 'Node',
    },
    until: (file) => file,
    timeoutMs: withinMs,
    signal,
  });
  return text === undefined ? 0 : sequenceIn(text);
}

/** The file's text, undefined in it for no file; undefined while the servers have no way to the client. */
async function fileOf(nomad: NomadClient, allocation: string, signal: AbortSignal | undefined) {
  try {
    return { text: await nomad.allocations.fs.cat(allocation, acknowledgedFile, { signal }) };
  } catch (error) {
    if (!(error instanceof NomadApiError)) throw error;
    if (/no such file/i.test(error.body)) return { text: undefined };
    if (error.body.includes('No path to node')) return undefined;
    throw error;
  }
}

/** The sequence that a writer's file says; undefined for anything but a whole number above 0. */
export function sequenceIn(text: string): number | undefined {
  const sequence = Number(text.trim());
  return isAcknowledged(sequence) ? sequence : undefined;
}
