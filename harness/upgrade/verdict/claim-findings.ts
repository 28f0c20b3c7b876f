import { type DataOf, type Entry, events } from '../../evidence/index.ts';
import { type Finding, stop } from '../../judge/index.ts';

/** What speaks against Nomad's and the driver's refusals of a second writer. */
export function claimFindings(entries: readonly Entry[]): Finding[] {
  return [
    ...events.claimProbe.of(entries).flatMap(claimFinding),
    ...events.twinProbe.of(entries).flatMap(twinFinding),
  ];
}

function claimFinding({ step, volume, admitted, reasons }: DataOf<typeof events.claimProbe>): Finding[] {
  const finding = (rule: string, message: string) => [stop(rule, events.claimProbe, `${step}: ${message}`)];
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
function twinFinding({ step, volume, outcome }: DataOf<typeof events.twinProbe>): Finding[] {
  if (outcome.includes('FAILED_PRECONDITION')) return [];
  const message = `the driver did not refuse a second node that writes to ${volume}: its allocation is ${outcome}`;
  return [stop('driver-admits', events.twinProbe, `${step}: ${message}`)];
}
