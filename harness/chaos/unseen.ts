import { type ChaosPlan, type ChaosRound, type Entry, events, isAcknowledged } from '../evidence/index.ts';
import { type Finding, unknown } from '../judge/index.ts';

/** What was due by the schedule's plan and is not in its ledger. */
export function unseen(entries: readonly Entry[]): Finding[] {
  const [plan] = events.chaosPlan.of(entries);
  if (!plan) {
    const why = 'an earlier version wrote the ledger, or it ended before the first round';
    return [unknown('no-plan', events.chaosPlan, `the ledger does not have what was due: ${why}`)];
  }
  return [
    ...missingRounds(entries),
    ...missingSteps(plan, entries),
    ...events.chaosRound.of(entries).flatMap((round) => unseenInRound(plan, round, entries)),
  ];
}

/** Each step has its round, or stuck; the schedule's end says how many there were. */
function missingRounds(entries: readonly Entry[]): Finding[] {
  const [end] = events.chaosEnd.of(entries);
  const numbers = (rounds: readonly { round: number }[]) => new Set(rounds.map(({ round }) => round));
  const begun = numbers(events.chaosStep.of(entries));
  const ended = numbers([...events.chaosRound.of(entries), ...events.chaosStuck.of(entries)]);
  const last = Math.max(0, end?.rounds ?? 0, ...begun, ...ended);
  const missing = Array.from({ length: last }, (_, at) => at + 1).flatMap((round) => {
    const hasEnded = ended.has(round);
    if (begun.has(round) && hasEnded) return [];
    const what = hasEnded ? 'its beginning is not in the ledger' : 'it did not come to its end';
    return [
      unknown('round-missing', hasEnded ? events.chaosStep : events.chaosRound, `round ${round}: ${what}`),
    ];
  });
  if (end) return missing;
  return [
    ...missing,
    unknown('no-end', events.chaosEnd, 'the schedule did not come to its end: the run was ended before'),
  ];
}

/** Of a schedule that was given, each step is due. A round that ends it early is a finding of its own. */
function missingSteps({ steps }: ChaosPlan, entries: readonly Entry[]): Finding[] {
  const passed = events.chaosStep.of(entries).length + events.chaosSkipped.of(entries).length;
  if (steps === undefined || passed >= steps) return [];
  const message = `${steps - passed} of the ${steps} steps of the schedule were not taken`;
  return [unknown('step-missing', events.chaosStep, message)];
}

function unseenInRound(plan: ChaosPlan, round: ChaosRound, entries: readonly Entry[]): Finding[] {
  const missing = (message: string) =>
    unknown('unseen', events.chaosRound, `round ${round.round}: ${round.fault}: ${message}`);
  return [
    ...plan.volumes.flatMap((due) => unseenWriters(due, round)),
    ...unseenStarts(round),
    ...unseenOrdered(`${plan.ordered}-${round.round}`, round, entries),
  ].map(missing);
}

function unseenWriters(due: ChaosPlan['volumes'][number], { volumes }: ChaosRound): string[] {
  const found = volumes.find(({ volume }) => volume === due.volume);
  if (!found) return [`volume ${due.volume} was not read`];
  const writers = Object.values(found.acknowledged).filter(isAcknowledged).length;
  if (writers >= due.writers) return [];
  return [`of the ${due.writers} writers of volume ${due.volume} only ${writers} acknowledged a record`];
}

function unseenStarts({ starts }: ChaosRound): string[] {
  const unread = (['init', 'sidecar'] as const).filter((task) => !Number.isInteger(starts?.[task]));
  return unread.map((task) => `it is not known how often ${task} of the lifecycle job has started`);
}

/** A lost allocation says nothing, and is replaced: of one of them main must be known to have ended well. */
function unseenOrdered(job: string, { ordered }: ChaosRound, entries: readonly Entry[]): string[] {
  const seen = new Set(
    events.allocation
      .of(entries)
      .filter((each) => each.job === job)
      .map(({ allocation }) => allocation),
  );
  const missing = ordered.filter(({ allocation }) => !seen.has(allocation));
  const exits = ordered.flatMap(({ mainExits }) => mainExits);
  return [
    ...missing.map(({ allocation }) => `the task events of allocation ${allocation} of ${job} are missing`),
    ...(exits.includes(0) || exits.includes(1)
      ? []
      : [`no main of ${job} ended with exit code 0 (exit codes: ${exits.join(', ') || 'none'})`]),
  ];
}
