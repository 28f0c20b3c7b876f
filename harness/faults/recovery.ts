import { BehaviourError } from '../errors.ts';
import { events, type Ledger } from '../evidence/index.ts';
import { paced } from '../pace.ts';

export interface RecoveryOptions {
  ledger: Ledger;
  /** What had been wrong: the name of the measurement. */
  path: string;
  /** The stated bound, at the pace of the machine. */
  boundMs: number;
}

/**
 * Does `work`, which ends a fault and shows that all is well again, and writes its time to the ledger. Returns what
 * `work` returns.
 *
 * @throws BehaviourError RECOVERY_LATE when it takes longer than `boundMs`
 */
export async function measureRecovery<T>(
  { ledger, path, boundMs: usualMs }: RecoveryOptions,
  work: () => Promise<T>,
): Promise<T> {
  const boundMs = paced(usualMs);
  const started = performance.now();
  const result = await work();
  const recoveryMs = Math.round(performance.now() - started);
  ledger.append(events.faultRecovered, { path, recoveryMs, boundMs });
  if (recoveryMs <= boundMs) return result;
  throw new BehaviourError(
    'RECOVERY_LATE',
    `all was well ${recoveryMs} ms after "${path}", bound ${boundMs} ms`,
  );
}
