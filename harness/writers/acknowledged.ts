import { isAcknowledged } from '../evidence/index.ts';
import { NomadApiError, type NomadClient } from '../nomad/index.ts';
import { waitFor } from '../wait/index.ts';

/** Where the task of `jobs/csi/writer.nomad.hcl` keeps the number of the last record that it has acknowledged. */
export const acknowledgedFile = 'write/local/acknowledged';

interface AskOptions {
  signal: AbortSignal;
  /** How long the servers may take to reach the client; 60 s unless given. */
  withinMs?: number;
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
  const nodes = await nomad.nodes.list();
  const ready = new Set(nodes.filter(({ Status }) => Status === 'ready').map(({ ID }) => ID));
  const found = await Promise.all(
    allocations.map(async (allocation): Promise<[string, number][]> => {
      const { NodeID, TaskStates } = await nomad.allocations.read(allocation);
      const started = TaskStates?.write?.Events?.some(({ Type }) => Type === 'Started');
      if (!started || !ready.has(NodeID)) return [];
      const sequence = await lastAcknowledged(nomad, allocation, options);
      return sequence === undefined ? [] : [[allocation, sequence]];
    }),
  );
  return Object.fromEntries(found.flat());
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
