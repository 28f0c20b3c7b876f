import type { StartedNomadCluster } from '../cluster/index.ts';
import type { Ledger } from '../evidence/index.ts';

/** What chaos runs on. */
export interface ChaosGround {
  cluster: StartedNomadCluster;
  ledger: Ledger;
  signal: AbortSignal;
}
