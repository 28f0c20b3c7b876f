import { randomUUID } from 'node:crypto';
import type { StartedNomadCluster } from '../cluster/index.ts';
import { EnvironmentError } from '../errors.ts';
import { events, type Ledger } from '../evidence/index.ts';
import { untilHealthy } from './health.ts';

/** A failure that can be injected and undone. Nothing happens before it is injected. */
export interface Fault {
  /** What is wrong and where: `agent of client-1 killed`. Unique among faults that hold at the same time. */
  readonly name: string;
  /** Why it is not available on this machine or cluster, in words for a user; undefined when it is, as it always is without this. */
  available?(): Promise<string | undefined>;
  inject(): Promise<unknown>;
  /** Undoes it in any state: also when it was injected only in part, or is gone already. */
  undo(): Promise<unknown>;
  /** Of a fault that lies in wait for a call: returns when one has met it. @throws BehaviourError WAIT_TIMEOUT when none does */
  met?(): Promise<void>;
  /** What shows that the fault was met, for the ledger. Asked before it is undone. */
  evidence?(): Promise<object>;
}

/** Where faults are injected and noted. */
export interface FaultGround {
  cluster: StartedNomadCluster;
  ledger: Ledger;
}

/** A fault that holds. */
export interface ActiveFault extends AsyncDisposable {
  /** Undoes the fault and returns when the cluster is healthy again. A second call does nothing. */
  undo(): Promise<void>;
}

/** Nanoseconds on the ledger's clock. */
const now = () => Number(process.hrtime.bigint());

/**
 * Injects a fault into a healthy cluster. Its undoing writes kind `fault` to the ledger, with begin, end and return to
 * health in nanoseconds on the ledger's clock (`mono`).
 *
 * @throws EnvironmentError FAULT_UNAVAILABLE with the reason; what `untilHealthy` throws, before and after
 */
export async function inject(fault: Fault, { cluster, ledger }: FaultGround): Promise<ActiveFault> {
  const { name } = fault;
  const reason = await fault.available?.();
  if (reason) {
    throw new EnvironmentError('FAULT_UNAVAILABLE', `fault "${name}" is not available on this machine`, {
      observed: reason,
    });
  }
  await untilHealthy(cluster);
  const begin = now();
  const id = randomUUID();
  ledger.append(events.faultBegin, { id, name });
  let undone: Promise<void> | undefined;
  const takeBack = async () => {
    const evidence = await fault.evidence?.().catch((error: unknown) => ({ unread: String(error) }));
    await fault.undo();
    const end = now();
    await untilHealthy(cluster);
    ledger.append(events.fault, {
      ...{ id, name, begin, end, healthy: now() },
      ...(evidence && { evidence: { ...evidence } }),
    });
  };
  const undo = () => {
    undone ??= takeBack();
    return undone;
  };
  try {
    await fault.inject();
  } catch (error) {
    await undo();
    throw error;
  }
  // A failed undo that its caller has seen is not reported again.
  const dispose = () => undone?.catch(() => undefined) ?? undo();
  return { undo, [Symbol.asyncDispose]: dispose };
}
