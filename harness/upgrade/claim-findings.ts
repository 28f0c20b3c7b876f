import type { Entry } from '../evidence/index.ts';
import { type Finding, ofKind, stop } from './finding.ts';

interface ClaimProbe {
  step: string;
  volume: string;
  admitted: string[];
  reasons: string[];
}

interface TwinProbe {
  step: string;
  volume: string;
  status: string;
  reason?: string;
}

/** What speaks against Nomad's and the driver's refusals of a second writer; not to have asked does, too. */
export function claimFindings(entries: readonly Entry[]): Finding[] {
  const claims = ofKind<ClaimProbe>(entries, 'claim-probe');
  const twins = ofKind<TwinProbe>(entries, 'twin-probe');
  const unprobed = [...(claims.length === 0 ? ['Nomad'] : []), ...(twins.length === 0 ? ['the driver'] : [])];
  return [
    ...unprobed.map((who) =>
      stop('claims-unprobed', 'claim-probe', `${who} was never asked for a second writer`),
    ),
    ...claims.flatMap(claimFinding),
    ...twins.flatMap(twinFinding),
  ];
}

function claimFinding({ step, volume, admitted, reasons }: ClaimProbe): Finding[] {
  const finding = (rule: string, message: string) => [stop(rule, 'claim-probe', `${step}: ${message}`)];
  if (admitted.length > 0) {
    return finding('second-writer', `Nomad admitted a second writer of ${volume}: ${admitted.join(', ')}`);
  }
  if (reasons.some((reason) => reason.includes('exhausted its available writer claims'))) return [];
  const reason = reasons.join('; ') || 'none was given';
  return finding(
    'refusal-reason',
    `a second writer of ${volume} was not placed, for another reason: ${reason}`,
  );
}

/** `FailedPrecondition` is what the driver has to answer; a task that failed otherwise says nothing of it. */
function twinFinding({ step, volume, status, reason }: TwinProbe): Finding[] {
  if (status === 'failed' && reason?.includes('FailedPrecondition')) return [];
  const rule = status === 'complete' ? 'driver-admits' : 'refusal-reason';
  const message = `the driver let a second node write to ${volume}, or refused it for another reason`;
  return [stop(rule, 'twin-probe', `${step}: ${message} (${status}: ${reason ?? 'no reason'})`)];
}
