import { type Entry, events } from '../../evidence/index.ts';
import { type Finding, stop } from '../../judge/index.ts';

/** Drains between the versions that did not move the work; never to have drained proves nothing. */
export function drainFindings(entries: readonly Entry[]): Finding[] {
  const probes = events.drainProbe.of(entries);
  if (probes.length === 0) return [stop('drain-unprobed', events.drainProbe, 'no client was ever drained')];
  return probes.flatMap(({ step, error }) =>
    error === undefined
      ? []
      : [stop('drain', events.drainProbe, `${step}: ${error.split('\n').slice(0, 2).join(' ')}`)],
  );
}
