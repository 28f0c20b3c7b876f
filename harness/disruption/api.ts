import { type Entry, events } from '../evidence/index.ts';
import { greatest, least } from '../median.ts';
import { closingStall, type Stall, type StepSpan, stallsBetween, stepSpans, type Window } from './stalls.ts';

/** How the API is asked: each time on a connection of its own, or on one that stays open. */
export type Connection = 'new' | 'reused';

/** The probe that asks so. */
export const probeOf = (connection: Connection) => (connection === 'new' ? 'connect' : 'api');

/** Times between two answers of any server, asked like this during the upgrade. */
export function apiStalls(
  entries: readonly Entry[],
  connection: Connection,
  spans: readonly StepSpan[],
): Stall[] {
  return stallsBetween(answersOf(entries, { connection }), spans, apiWindow(entries, { connection }));
}

/** For each server that was asked, how long it had not answered at the end of the upgrade. */
export function silentAtEnd(entries: readonly Entry[]): { server: string; stall: Stall }[] {
  const servers = new Set(events.api.of(entries).map(({ server }) => server));
  return [...servers].flatMap((server) => {
    const asked = { connection: 'reused' as const, server };
    const window = apiWindow(entries, asked);
    const stall = window && closingStall(answersOf(entries, asked), stepSpans(entries), window);
    return stall ? [{ server, stall }] : [];
  });
}

/** Whether a question that was asked in this time had no answer: else the probe did nothing. */
export function wasRefused(entries: readonly Entry[], { from, to }: Stall, asked: Partial<Asked>): boolean {
  return events.api
    .of(entries)
    .some((each) => isAsked(each, asked) && !each.ok && each.mono > from && each.mono <= to);
}

interface Asked {
  connection: Connection;
  server?: string;
}

function isAsked(
  { server, connection = 'reused' }: { server: string; connection?: Connection | undefined },
  asked: Partial<Asked>,
): boolean {
  return (asked.connection ?? connection) === connection && (asked.server ?? server) === server;
}

/**
 * When the servers were asked during the upgrade, or one of them was; undefined when nobody noted it. Where the machine
 * failed, the window has no end: what was silent then may have been the machine.
 */
function apiWindow(entries: readonly Entry[], { connection, server }: Asked): Window | undefined {
  const isOwn = (each: { probe: string; during: string; server?: string | undefined }) =>
    each.probe === probeOf(connection) &&
    each.during === 'upgrade' &&
    (server ?? each.server) === each.server;
  const begins = events.probeBegin.of(entries).filter(isOwn);
  const ends = events.probeEnd.of(entries).filter((end) => isOwn(end) && end.error === undefined);
  if (begins.length === 0) return undefined;
  const open = ends.length === 0 || entries.some(events.rehearsalBroken.is);
  return {
    begin: least(begins.map(({ mono }) => mono)),
    end: open ? undefined : greatest(ends.map(({ mono }) => mono)),
  };
}

/** When the API answered during the upgrade; by this server, if one is named. */
function answersOf(entries: readonly Entry[], asked: Asked): number[] {
  // What a rollback costs is not the upgrade's.
  const end = entries.find(events.rollbackBegin.is)?.mono ?? Number.POSITIVE_INFINITY;
  return events.api
    .of(entries)
    .filter((each) => each.ok && each.mono < end && isAsked(each, asked))
    .map(({ mono }) => mono);
}
