import {
  type Entry,
  events,
  judgeAllocation,
  type OperatorAllocation,
  type OperatorTaskState,
  type Violation,
} from '../evidence/index.ts';
import { type Finding, stop } from '../judge/index.ts';
import { lastWords, poststopEnded, sidecarWithMain, type TaskViolation } from './lifecycle-rules.ts';
import { isRunOf } from './operator-job.ts';
import { snapshots } from './snapshots.ts';

/** What speaks against hook order, sidecars, poststops and the ends of batch jobs, each by the step that showed it first. */
export function lifecycleFindings(entries: readonly Entry[]): Finding[] {
  const seen = events.operatorAllocation.of(entries);
  const allocations = [...Map.groupBy(seen, ({ allocation }) => allocation).values()];
  return [...allocations.flatMap(orderFindings), ...batchFindings(entries, seen)];
}

function orderFindings(seen: OperatorAllocation[]): Finding[] {
  const found = new Map<string, Finding>();
  let whole: OperatorAllocation | undefined;
  for (const snapshot of seen) {
    whole = merged(whole, snapshot);
    const violations: (Violation | TaskViolation)[] = [
      ...judgeAllocation(whole),
      ...sidecarWithMain(whole),
      ...endRules(whole),
    ];
    for (const violation of violations) {
      const key = `${violation.rule} ${'task' in violation ? violation.task : violation.message}`;
      if (!found.has(key)) found.set(key, findingOf(snapshot, violation));
    }
  }
  return [...found.values()];
}

/** What holds of an allocation once its job is stopped. */
function endRules(snapshot: OperatorAllocation): Violation[] {
  if (snapshot.step !== snapshots.stopped) return [];
  const alive = snapshot.tasks.filter(({ state }) => state === 'running' || state === 'pending');
  if (alive.length === 0 || snapshot.status === 'lost') return poststopEnded(snapshot);
  const tasks = alive.map((task) => `task ${task.task} is ${task.state}${lastWords(task)}`).join(', ');
  return [
    {
      rule: 'not-stopped',
      allocation: snapshot.allocation,
      message: `its job was stopped and it did not come to its end: ${tasks}`,
    },
  ];
}

/** Nomad keeps the last ten events of a task: what earlier snapshots had seen is kept. */
function merged(before: OperatorAllocation | undefined, snapshot: OperatorAllocation): OperatorAllocation {
  const tasks = snapshot.tasks.map((task): OperatorTaskState => {
    const earlier = before?.tasks.find((each) => each.task === task.task)?.events ?? [];
    const unseen = earlier.filter(
      (event) => !task.events.some(({ at, type }) => at === event.at && type === event.type),
    );
    return { ...task, events: [...unseen, ...task.events].sort((a, b) => a.at - b.at) };
  });
  return { ...snapshot, tasks };
}

/** A batch job ends well: of each of its allocations the last try is complete. One that still works proves nothing yet. */
function batchFindings(entries: readonly Entry[], seen: OperatorAllocation[]): Finding[] {
  const batch = events.operatorJob.of(entries).filter(({ type }) => type === 'batch' || type === 'sysbatch');
  const batchOf = (snapshot: OperatorAllocation) => batch.find((job) => isRunOf(job, snapshot));
  const atEnd = seen.filter((snapshot) => snapshot.step === snapshots.end && batchOf(snapshot));
  // A system batch job has one allocation of the same name on each node.
  const tries = Map.groupBy(atEnd, (snapshot) => {
    const { namespace, name, node } = snapshot;
    return [namespace, name, batchOf(snapshot)?.type === 'sysbatch' ? node : ''].join(' ');
  });
  return [...tries.values()].flatMap((each): Finding[] => {
    const last = each.toSorted((a, b) => a.index - b.index).at(-1);
    if (!last) return [];
    const failed = last.tasks.filter((task) => task.failed).map(({ task }) => task);
    if (last.status === 'complete' && failed.length === 0) return [];
    const violation = (message: string) => ({ rule: 'batch-ended', allocation: last.allocation, message });
    if (last.status === 'running') {
      const message = 'the batch job was still at work at the end and was stopped: its own end is not proven';
      return [{ ...findingOf(last, violation(message)), severity: 'note' }];
    }
    const which = failed.length > 0 ? `, failed: task ${failed.join(', task ')}` : '';
    return [findingOf(last, violation(`the batch job did not end well: it is ${last.status}${which}`))];
  });
}

function findingOf(
  { step, job, allocation, node }: OperatorAllocation,
  { rule, message }: Violation,
): Finding {
  const name = `job ${job}, allocation ${allocation.slice(0, 8)} on ${node}`;
  return stop(`own-${rule}`, events.operatorAllocation, `${step}: ${name}: ${message}`);
}
