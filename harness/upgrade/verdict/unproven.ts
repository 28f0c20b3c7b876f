import { type DueEvidence, type Entry, events } from '../../evidence/index.ts';
import { type Finding, unknown } from '../../judge/index.ts';
import { snapshots } from '../../operator-jobs/index.ts';
import { beforeSteps } from '../checks/check.ts';
import { seenParts } from '../checks/due.ts';

/** One thing that was due. */
interface Due {
  kind: string;
  step: string;
  part: string;
}

const shown = 5;

/**
 * What the plan says is due and the ledger does not show. After a step that failed or was never reached, which is a finding
 * of its own, what was due for the later ones is not named, and the rest in one finding.
 */
export function unprovenFindings(entries: readonly Entry[]): Finding[] {
  const [plan] = events.plan.of(entries);
  if (!plan) return [unknown('no-plan', events.plan, 'the ledger holds no rehearsal')];
  const { due = [], budget, steps } = plan;
  if (due.length === 0 || budget.length === 0) {
    return [
      unknown('unplanned', events.plan, 'the ledger did not note what was due: what is missing is not known'),
    ];
  }
  const seen = seenOf(entries);
  const missing = due.flatMap(expanded).filter((each) => !seen.has(keyOf(each)));
  const { failed, later } = failuresOf(entries, steps);
  const reached = missing.filter(({ step }) => !later.includes(step));
  if (!failed) return byKind(reached);
  const beforeThat = [...steps, beforeSteps, snapshots.before];
  const [named, rest] = [true, false].map((is) =>
    reached.filter(({ step }) => beforeThat.includes(step) === is),
  );
  return [...byKind(named ?? []), ...afterwards(rest ?? [])];
}

/** Whether anything failed, and the steps from the last one on that was begun, where it was not the last of the plan. */
function failuresOf(entries: readonly Entry[], steps: readonly string[]) {
  const failed = events.stepFailed.of(entries).map(({ step }) => step);
  const ended = events.stepEnd.of(entries).map(({ step }) => step);
  const undone = steps.some((step) => failed.includes(step) || !ended.includes(step));
  const begun = events.stepBegin.of(entries).length;
  return { failed: failed.length > 0 || undone, later: undone ? steps.slice(Math.max(0, begun - 1)) : [] };
}

function byKind(missing: readonly Due[]): Finding[] {
  return [...Map.groupBy(missing, ({ kind }) => kind)].map(([kind, all]) => {
    const names = all
      .map(({ step, part }) => [part, step].filter((word) => word !== '').join(', '))
      .filter(Boolean);
    const more = names.length > shown ? ` and ${names.length - shown} more` : '';
    const which = names.length === 0 ? '' : `: ${names.slice(0, shown).join('; ')}${more}`;
    return finding(kind, `${kind} was due and was not seen${which}`);
  });
}

function afterwards(rest: readonly Due[]): Finding[] {
  const [first] = rest;
  if (!first) return [];
  const kinds = new Set(rest.map(({ kind }) => kind));
  return [
    finding(first.kind, `after that failure these were due and were not seen: ${[...kinds].join(', ')}`),
  ];
}

const finding = (kind: string, message: string): Finding => ({
  ...unknown('unproven', events.plan, message),
  evidence: kind,
});

/** One for each step and part. */
function expanded({ kind, steps = [''], of = [''] }: DueEvidence): Due[] {
  return steps.flatMap((step) => of.map((part) => ({ kind, step, part })));
}

/** What the lines are evidence of: of their step, of the one that was being taken, and of the whole. */
function seenOf(entries: readonly Entry[]): Set<string> {
  const seen = new Set<string>();
  let current = '';
  for (const entry of entries) {
    if (events.stepBegin.is(entry)) current = entry.step;
    const { kind, step } = entry;
    for (const part of seenParts(entry)) {
      for (const at of ['', typeof step === 'string' ? step : current])
        seen.add(keyOf({ kind, step: at, part }));
    }
  }
  return seen;
}

const keyOf = ({ kind, step, part }: Due) => `${kind}\n${step}\n${part}`;
