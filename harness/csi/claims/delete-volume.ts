import { setTimeout as pause } from 'node:timers/promises';
import { deadline } from '../../deadline.ts';
import { messageOf } from '../../errors.ts';
import { NomadApiError, type NomadClient } from '../../nomad/index.ts';

const firstPauseMs = 100;
const longestPauseMs = 2000;

/**
 * Deletes a volume that nothing claims. A driver that is still at work on it answers ABORTED, and is asked again at growing intervals,
 * for 60 s unless given (CSI spec, Error Scheme): Nomad may call a volume free before its client has unmounted it for the last time.
 * @throws NomadApiError; BehaviourError WAIT_TIMEOUT where the driver is at work on it to the end
 */
export async function deleteVolume(
  nomad: NomadClient,
  id: string,
  { timeoutMs = 60_000, signal }: { timeoutMs?: number; signal?: AbortSignal | undefined } = {},
): Promise<void> {
  let refusal = '';
  const what = `deletion of volume ${id}`;
  const limit = deadline({ what, ms: timeoutMs, signal, observed: () => refusal });
  for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(longestPauseMs, pauseMs * 2)) {
    try {
      return await nomad.volumes.delete(id);
    } catch (error) {
      if (!isAtWork(error)) throw error;
      refusal = messageOf(error);
    }
    await pause(pauseMs, undefined, { signal: limit }).catch(() => limit.throwIfAborted());
  }
}

/** Nomad hands the status that gRPC has for it on as words. */
const isAtWork = (error: unknown): boolean =>
  error instanceof NomadApiError && /\bcode = Aborted\b/.test(error.body);
