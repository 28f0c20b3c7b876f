import { type DataOf, type Entry, events } from '../../evidence/index.ts';
import type { Lane, Span } from '../timeline/data.ts';
import type { Clock } from './clock.ts';
import { packed } from './lanes.ts';

/** Faults, and when each node's agent was away. */
export function troubleLanes(entries: readonly Entry[], clock: Clock): Lane[] {
  const faults = events.fault.of(entries).map((fault) => faultSpan(fault, clock));
  const ended = new Set(events.fault.of(entries).map(({ id }) => id));
  const open = events.faultBegin
    .of(entries)
    .filter(({ id }) => !ended.has(id))
    .map(({ name, mono }): Span => {
      const span = { from: clock.ofMono(mono), to: clock.ended, label: name, tone: 'fault' as const };
      return { ...span, detail: 'never undone', open: true };
    });
  const byNode = Map.groupBy(events.agent.of(entries), ({ node }) => node);
  const agents = [...byNode].sort().flatMap(([node, own]) => packed('agents', node, awaySpans(own, clock)));
  return [...packed('faults', 'faults', [...faults, ...open]), ...agents];
}

function faultSpan({ name, begin, end, healthy }: DataOf<typeof events.fault>, clock: Clock): Span {
  const [from, to] = [clock.ofMono(begin), clock.ofMono(end)];
  const after = Math.round(clock.ofMono(healthy) - to);
  const detail = `held ${Math.round(to - from)} ms, healthy again ${after} ms after it`;
  return { from, to, label: name, tone: 'fault', detail };
}

/** From a signal to the next start, or to CONT; a signal alone, or a start, is a moment. */
function awaySpans(records: readonly (Entry & DataOf<typeof events.agent>)[], clock: Clock): Span[] {
  return records.flatMap(({ did, version, mono, node }, at): Span[] => {
    const from = clock.ofMono(mono);
    const before = records[at - 1];
    if (did === 'started' || did === 'CONT') {
      if (before && before.did !== 'started' && before.did !== 'CONT') return [];
      return [{ from, to: from, label: `agent ${did}, ${version}`, tone: 'agent' }];
    }
    const next = records[at + 1];
    if (!next) return [{ from, to: from, label: `agent: ${did}`, tone: 'agent', detail: node }];
    const to = clock.ofMono(next.mono);
    const detail = `${did}, then ${next.did} with ${next.version} after ${Math.round(to - from)} ms`;
    return [{ from, to, label: `agent of ${node} away`, tone: 'agent', detail }];
  });
}
