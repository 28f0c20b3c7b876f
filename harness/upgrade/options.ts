import type { StartedNomadCluster } from '../cluster/index.ts';
import { explain } from '../errors.ts';
import { events, type Ledger } from '../evidence/index.ts';
import type { HeldWorkload, JudgeBug } from './own/index.ts';
import type { Plant } from './plant.ts';
import type { ClientMode } from './steps.ts';

/** What a rehearsal is given. */
export interface RehearsalOptions {
  cluster: StartedNomadCluster;
  ledger: Ledger;
  from: string;
  to: string;
  /** Trouble to make on purpose. */
  plant: Plant | undefined;
  mode: ClientMode;
  /** File for the servers' snapshot; when it is given, the upgrade is rolled back in the end. */
  rollbackTo: string | undefined;
  /** Runs suites on the cluster as it is at this step, and returns how many tests passed and failed. */
  conform: (step: string) => Promise<{ passed: number; failed: number }>;
  /** The operator's own jobs, to run beside the rehearsal's. */
  own: HeldWorkload | undefined;
  /** Whether a known bug shows on the upgraded cluster. */
  judgeBug: JudgeBug;
  onProgress: (line: string) => void;
  signal: AbortSignal;
}

/** A failure of Nomad's is a finding; an interrupted rehearsal is none. */
export async function noted(
  { ledger, signal, onProgress }: RehearsalOptions,
  step: string,
  work: () => Promise<void>,
) {
  try {
    await work();
    return true;
  } catch (error) {
    signal.throwIfAborted();
    ledger.append(events.stepFailed, { step, error: explain(error) });
    onProgress(`${step} failed: ${explain(error)}`);
    return false;
  }
}
