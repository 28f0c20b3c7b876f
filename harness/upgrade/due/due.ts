import { type DueEvidence, events, type Kind } from '../../evidence/index.ts';
import { snapshots } from '../../operator-jobs/index.ts';
import { stepProbes } from '../step-probes.ts';
import { beforeSteps, dueParts, type Owing } from './parts.ts';

/** Seen after each step, or while it is taken, by what is no step probe. */
const alongside: readonly Kind<object>[] = [events.continuity, events.api, events.submit];

/** Seen before the first step, too, to compare with. */
const comparedWithBefore: readonly Kind<object>[] = [
  events.continuity,
  events.registration,
  events.rollout,
  events.writerProgress,
];

const once: readonly Kind<object>[] = [
  events.clock,
  events.writerPlaced,
  events.probeBegin,
  events.probeEnd,
  events.periodic,
  events.submitLost,
  events.twinProbe,
  events.writerStopped,
  events.volumeRecords,
  events.poststopBroken,
];
const ofRollback: readonly Kind<object>[] = [events.snapshot, events.rollbackBegin, events.rollbackDamage];

/** The evidence that a rehearsal owes, by what it probes: noted before it begins, and held against what was seen. */
export function due(owing: Owing): DueEvidence[] {
  const { steps, rollback, own } = owing;
  const entry = ({ name: kind }: Kind<object>, of?: readonly string[]): DueEvidence => {
    const parts = dueParts(kind, owing);
    return { kind, ...(of && { steps: of }), ...(parts && { of: parts }) };
  };
  const perStep = [...alongside, ...stepProbes.flatMap(({ leaves }) => leaves)];
  return [
    ...perStep.map((kind) =>
      entry(kind, [...(comparedWithBefore.includes(kind) ? [beforeSteps] : []), ...steps]),
    ),
    ...[...once, ...(rollback ? ofRollback : [])].map((kind) => entry(kind)),
    ...(own
      ? [
          entry(events.operatorJob),
          entry(events.operatorObserved, [snapshots.before, ...steps, snapshots.end, snapshots.stopped]),
        ]
      : []),
  ];
}
