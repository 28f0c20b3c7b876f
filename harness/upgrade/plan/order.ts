/** What a node is in the order of an upgrade. */
export type Part = 'follower' | 'leader' | 'canary' | 'client';

/** One agent's place in the order. */
export interface OrderedStep<T> {
  /** `2/7`: the second of seven. */
  place: string;
  part: Part;
  node: T;
}

/**
 * The order in which agents are replaced: servers first and the leader last, so that it is lost once, then the clients, the
 * canary first of them (Nomad docs, Upgrade). Before there is a leader, `T` is what is known of a node.
 */
export function stepOrder<T>({
  followers,
  leaders,
  clients,
}: {
  followers: readonly T[];
  leaders: readonly T[];
  clients: readonly T[];
}): OrderedStep<T>[] {
  const parts: [Part, readonly T[]][] = [
    ['follower', followers],
    ['leader', leaders],
    ['canary', clients.slice(-1)],
    ['client', clients.slice(0, -1)],
  ];
  const steps = parts.flatMap(([part, nodes]) => nodes.map((node) => ({ part, node })));
  return steps.map((step, at) => ({ place: `${at + 1}/${steps.length}`, ...step }));
}

/** The client that carries nothing that must go on: it is upgraded first, and drained at every step. */
export const canaryOf = <T>(clients: readonly T[]): T | undefined => clients.at(-1);

/** Clients of the cluster that a rehearsal starts: those that were asked for, and the canary. */
export const withCanary = (clients: number): number => clients + 1;
