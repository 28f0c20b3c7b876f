import { type ChaosRound, type DataOf, type Entry, events, lostRecords } from '../evidence/index.ts';
import {
  type Finding,
  invariantFindings,
  isFreedAttached,
  note,
  stop,
  unknown,
  type Verdict,
  verdictFrom,
} from '../judge/index.ts';
import { type PassedOver, passedOver, untried } from './drawn.ts';
import { unseen } from './unseen.ts';
import { writerFindings } from './writers.ts';

/** A verdict on chaos. The note `freed-attached` is a behaviour of Nomad that is known and was met. */
export interface ChaosVerdict extends Verdict {
  /** Rounds that came to their end. */
  rounds: number;
  /** Faults that are not available here. */
  passedOver: readonly PassedOver[];
}

/**
 * Judges a schedule of chaos by its ledger alone: what was bad, and what its plan has and nobody saw. One without a single round
 * has proven nothing.
 */
export function judgeChaos(entries: readonly Entry[]): ChaosVerdict {
  const rounds = events.chaosRound.of(entries);
  const stuck = events.chaosStuck.of(entries);
  const findings = [
    ...rounds.flatMap((round) => [...roundFindings(round), ...leakFindings(round, entries)]),
    ...forgotten(rounds),
    ...stuck.map(stuckFinding),
    ...unseen(entries),
    ...writerFindings(entries),
    ...untried(entries),
    ...(rounds.length === 0
      ? [unknown('no-round', events.chaosRound, 'no round came to its end: nothing was proven')]
      : []),
    ...invariantFindings(entries),
  ];
  return { ...verdictFrom(findings), rounds: rounds.length, passedOver: passedOver(entries) };
}

const inRound = (round: number, message: string) => `round ${round}: ${message}`;

/** What the machine or this program did shows nothing of Nomad. */
function stuckFinding({ round, code, error, ours = false }: DataOf<typeof events.chaosStuck>): Finding {
  if (ours) return unknown('round-failed', events.chaosStuck, inRound(round, error));
  return stop(code === 'CLAIM_KEPT' ? 'claim-kept' : 'stuck', events.chaosStuck, inRound(round, error));
}

function leakFindings(round: Entry & ChaosRound, entries: readonly Entry[]): Finding[] {
  return round.volumes.flatMap(({ volume, leaks }) =>
    leaks.map((leak) => {
      const message = inRound(round.round, `${round.fault}: volume ${volume}: ${leak.message}`);
      return isFreedAttached(leak, { volume, round, entries })
        ? note('freed-attached', events.chaosRound, message)
        : stop('leak', events.chaosRound, message);
    }),
  );
}

function roundFindings({ round, fault, volumes, starts, ordered }: ChaosRound): Finding[] {
  const finding = (rule: string, message: string) =>
    stop(rule, events.chaosRound, inRound(round, `${fault}: ${message}`));
  const counts = [starts?.init, starts?.sidecar].filter(Number.isInteger);
  const rerun = counts.some((count) => count !== 1);
  return [
    ...volumes.flatMap((volume) =>
      lostRecords(volume).map(({ what }) =>
        finding('record-lost', `volume ${volume.volume} has lost a record: ${what}`),
      ),
    ),
    ...ordered
      .filter(({ mainExits }) => mainExits.includes(1))
      .map(({ allocation }) =>
        finding('main-before-init', `main of allocation ${allocation} did not find what init makes`),
      ),
    ...(rerun
      ? [
          finding(
            'hook-reran',
            `in allocation ${starts.allocation} init started ${starts.init} times, sidecar ${starts.sidecar} times`,
          ),
        ]
      : []),
  ];
}

/** What an earlier round found in a volume must be there in every later one, too. */
function forgotten(rounds: readonly ChaosRound[]): Finding[] {
  const known = new Map<string, number>();
  return rounds.flatMap(({ round, fault, volumes }) =>
    volumes.flatMap(({ volume, spans }) => {
      const now = new Map(spans.map(({ allocation, records }) => [`${volume} ${allocation}`, records]));
      const gone = [...known].filter(
        ([key, count]) => key.startsWith(`${volume} `) && (now.get(key) ?? 0) < count,
      );
      for (const [key, count] of now) known.set(key, Math.max(count, known.get(key) ?? 0));
      return gone.map(([key, count]) => {
        const message = `${fault}: ${key} had ${count} records in an earlier round, now ${now.get(key) ?? 0}`;
        return stop('record-lost', events.chaosRound, inRound(round, message));
      });
    }),
  );
}
