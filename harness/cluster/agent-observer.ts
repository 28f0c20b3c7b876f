/** What was done to a node's Nomad agent. */
export interface AgentRecord {
  node: string;
  /** `started` when it serves its API; a signal's name when it was sent and, if it ends the process, that is gone. */
  did: 'started' | 'TERM' | 'KILL' | 'INT' | 'STOP' | 'CONT';
  version: string;
  /** How long the agent took to serve its API, or to end. */
  ms?: number;
}

let observer: ((record: AgentRecord) => void) | undefined;

/** Sets who is told of what this process does to agents; undefined = nobody. */
export function onAgent(next: typeof observer): void {
  observer = next;
}

export function notifyOfAgent(record: AgentRecord): void {
  observer?.(record);
}
