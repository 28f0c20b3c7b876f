import type { Timing } from '../cluster/index.ts';
import type { NodeEngine } from '../image/index.ts';
import type { Progress } from './progress.ts';

/** How many servers a cluster may have, and how many clients at most. */
export const serverCounts = [1, 3, 5] as const;
export const mostClients = 50;

/** Whether a cluster may have so many servers. */
export const isServerCount = (count: number): count is ClusterOptions['servers'] =>
  serverCounts.some((each) => each === count);

/** Whether a cluster may have so many clients. */
export const isClientCount = (count: number): boolean =>
  Number.isInteger(count) && count >= 1 && count <= mostClients;

/** What shapes a cluster, after validation. */
export interface ClusterOptions {
  /** Neither: the default version. A version may be a line, or `latest`. */
  binary: { version?: string; path?: string };
  servers: (typeof serverCounts)[number];
  clients: number;
  timing: Timing;
  install: boolean;
  /** Mutual TLS and encrypted gossip. */
  secure: boolean;
  /** Address or name of the engine's machine, where it is in another network. */
  engineAddress?: string | undefined;
  /** The Docker engine inside the nodes. */
  nodeEngine: NodeEngine;
  /** Whether docker tasks may be privileged. */
  allowPrivileged: boolean;
  /** Folder for the folders of runs. */
  runs: string;
}

/** What everything that starts a cluster is given. */
export interface RunContext {
  flags: ClusterOptions;
  progress: Progress;
  /** Aborts it; it then cleans up and rejects. */
  signal: AbortSignal;
}
