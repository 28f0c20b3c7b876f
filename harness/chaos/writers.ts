import { type AllocationHistory, type ChaosRound, type Entry, events } from '../evidence/index.ts';
import { type Finding, stop, unknown } from '../judge/index.ts';
import { leavesWriters } from './menu.ts';

/** A writer makes ten records a second; Nomad ends one that does not heed its stop after 5 s by force. */
const silentMs = 5000;
/** How a writer ends that could not write to its volume (jobs/csi/writer.nomad.hcl). */
const couldNotWrite = 3;

/**
 * Writers that failed at their volume, and those of which it is not known that they wrote until they were stopped: silent before
 * their end, or without a history. Not asked of a lost writer, nor where the fault itself ends them.
 */
export function writerFindings(entries: readonly Entry[]): Finding[] {
  const [plan] = events.chaosPlan.of(entries);
  if (!plan) return [];
  const histories = new Map(events.allocation.of(entries).map((each) => [each.allocation, each]));
  const faults = new Map(events.chaosStep.of(entries).map(({ round, fault }) => [round, fault]));
  const wallMs = (uptime: number) => Date.parse(plan.at) + (uptime - plan.uptime) * 1000;
  return events.chaosRound.of(entries).flatMap((round) => {
    const inRound = (message: string) => `round ${round.round}: ${round.fault}: ${message}`;
    return writersOf(round).flatMap(({ volume, allocation, last }) => {
      const history = histories.get(allocation);
      const name = `writer ${allocation} of volume ${volume}`;
      if (!history) return [unknown('writer-unseen', events.allocation, inRound(`${name}: no task events`))];
      const { exitCode, at } = endOf(history);
      if (exitCode === couldNotWrite) {
        return [stop('writer-failed', events.allocation, inRound(`${name} could not write to it`))];
      }
      if (history.status === 'lost' || !leavesWriters(faults.get(round.round) ?? '')) return [];
      const silent = at / 1e6 - wallMs(last);
      if (silent <= silentMs) return [];
      return [unknown('writer-silent', events.chaosRound, inRound(`${name} ${silentFor(silent)}`))];
    });
  });
}

/** The round's writers, by what they acknowledged, each with the time of its last record. */
function writersOf({ volumes }: ChaosRound) {
  return volumes.flatMap(({ volume, spans, acknowledged }) =>
    Object.keys(acknowledged).map((allocation) => {
      const last = spans.find((span) => span.allocation === allocation)?.last ?? Number.NEGATIVE_INFINITY;
      return { volume, allocation, last };
    }),
  );
}

/** A task that has not ended has an end at infinity: nobody knows what it did until then. */
function endOf({ tasks }: AllocationHistory): { exitCode?: number | undefined; at: number } {
  const ended = tasks.flatMap(({ events }) => events).findLast(({ type }) => type === 'Terminated');
  return ended ?? { at: Number.POSITIVE_INFINITY };
}

function silentFor(ms: number): string {
  if (!Number.isFinite(ms)) return 'is not known to have ended, or has no record';
  return `wrote nothing for ${Math.round(ms / 1000)} s before its end`;
}
