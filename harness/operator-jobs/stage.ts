import type { StartedNomadCluster } from '../cluster/index.ts';
import type { Ledger } from '../evidence/index.ts';

/** Where the operator's jobs run. */
export interface Stage {
  cluster: StartedNomadCluster;
  ledger: Ledger;
  onProgress: (line: string) => void;
  signal: AbortSignal;
}
