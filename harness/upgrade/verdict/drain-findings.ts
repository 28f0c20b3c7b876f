import { type Entry, events } from '../../evidence/index.ts';
import { type Finding, stop } from '../../judge/index.ts';

/** Drains between the versions that did not move the work. */
export function drainFindings(entries: readonly Entry[]): Finding[] {
  return events.drainProbe
    .of(entries)
    .flatMap(({ step, error }) =>
      error === undefined
        ? []
        : [stop('drain', events.drainProbe, `${step}: ${error.split('\n').slice(0, 2).join(' ')}`)],
    );
}
