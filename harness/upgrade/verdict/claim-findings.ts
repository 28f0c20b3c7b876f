import type { Entry } from '../../evidence/index.ts';
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
  outcome: string;
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

/** The outcome is the driver's refusal, or how the allocation that should never have started ended. */
function twinFinding({ step, volume, outcome }: TwinProbe): Finding[] {
  if (outcome.includes('FAILED_PRECONDITION')) return [];
  const message = `the driver did not refuse a second node that writes to ${volume}: its allocation is ${outcome}`;
  return [stop('driver-admits', 'twin-probe', `${step}: ${message}`)];
}
