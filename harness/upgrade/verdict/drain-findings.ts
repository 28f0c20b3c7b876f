import type { Entry } from '../../evidence/index.ts';
import type { DrainProbe } from '../probes/drain.ts';
import { type Finding, ofKind, stop } from './finding.ts';

/** Drains between the versions that did not move the work; never to have drained proves nothing. */
export function drainFindings(entries: readonly Entry[]): Finding[] {
  const probes = ofKind<DrainProbe>(entries, 'drain-probe');
  if (probes.length === 0) return [stop('drain-unprobed', 'drain-probe', 'no client was ever drained')];
  return probes.flatMap(({ step, error }) =>
    error === undefined
      ? []
      : [stop('drain', 'drain-probe', `${step}: ${error.split('\n').slice(0, 2).join(' ')}`)],
  );
}
