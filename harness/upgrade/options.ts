import type { AccessFolder } from '../access/index.ts';
import { failureOf, isNomads, type StartedNomadCluster } from '../cluster/index.ts';
import type { Bound } from '../disruption/index.ts';
import { explain } from '../errors.ts';
import { events, type Ledger } from '../evidence/index.ts';
import type { JudgeBug, OperatorJobsWithImages } from '../operator-jobs/index.ts';
import type { Injection } from './injection.ts';
import type { UpgradeOrder } from './plan/order.ts';
import type { ClientMode } from './steps.ts';

/** What a rehearsal is given. */
export interface RehearsalOptions {
  cluster: StartedNomadCluster;
  ledger: Ledger;
  from: string;
  to: string;
  /** Trouble to make on purpose. */
  inject: readonly Injection[];
  mode: ClientMode;
  /** The plain order, unless given. */
  order?: UpgradeOrder | undefined;
  /** What a step may cost. */
  budget: readonly Bound[];
  /** Where the servers' snapshot is kept; when it is given, the upgrade is rolled back in the end. */
  rollbackTo: AccessFolder | undefined;
  /** Prepares suites, to be run on the cluster as it is then. They end when this is disposed. */
  prepareSuites: () => Promise<Suites>;
  /** The operator's jobs, to run beside the rehearsal's. */
  operatorJobs: OperatorJobsWithImages | undefined;
  /** Whether a known bug shows on the upgraded cluster. */
  judgeBug: JudgeBug;
  onProgress: (line: string) => void;
  signal: AbortSignal;
}

/** Suites that are ready: how many tests passed and failed. */
export interface Suites extends AsyncDisposable {
  run: () => Promise<{ passed: number; failed: number }>;
}

/**
 * A failure of Nomad's is a finding, after which the rehearsal goes on. Returns whether the work was done.
 * @throws what is not Nomad's, and what aborts
 */
export async function noted(
  { cluster, ledger, signal, onProgress }: RehearsalOptions,
  step: string,
  work: () => Promise<void>,
): Promise<boolean> {
  const error = await failureOf(work(), cluster, signal);
  if (error === undefined) return true;
  ledger.append(events.stepFailed, { step, error });
  onProgress(`${step} failed: ${error}`);
  return false;
}

/**
 * An engine that is gone or a full disk ends the rehearsal and is no finding against Nomad; a failure of Nomad's outside of
 * all steps is one. @throws what aborts
 */
export async function unlessBroken(
  { cluster, ledger, signal, onProgress }: RehearsalOptions,
  work: () => Promise<void>,
): Promise<void> {
  try {
    await work();
  } catch (error) {
    signal.throwIfAborted();
    const nomads = await isNomads(error, cluster);
    if (nomads) ledger.append(events.stepFailed, { step: 'between the steps', error: explain(error) });
    else ledger.append(events.rehearsalBroken, { error: explain(error) });
    onProgress(`the rehearsal ends here${nomads ? '' : ", by no fault of Nomad's"}: ${explain(error)}`);
  }
}
