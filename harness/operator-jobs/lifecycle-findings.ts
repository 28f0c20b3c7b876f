import {
  type Entry,
  events,
  judgeAllocation,
  type OwnAllocation,
  type OwnTaskState,
  type Violation,
} from '../evidence/index.ts';
import { type Finding, stop } from '../judge/index.ts';
import { lastWords, poststopEnded, sidecarWithMain, type TaskViolation } from './lifecycle-rules.ts';
import { looks } from './record.ts';

/** What speaks against hook order, sidecars, poststops and the ends of batch jobs, each by the step that showed it first. */
export function lifecycleFindings(entries: readonly Entry[]): Finding[] {
  const seen = events.ownAllocation.of(entries);
  const allocations = [...Map.groupBy(seen, ({ allocation }) => allocation).values()];
  return [...allocations.flatMap(orderFindings), ...batchFindings(entries, seen)];
}

function orderFindings(seen: OwnAllocation[]): Finding[] {
  const found = new Map<string, Finding>();
  let whole: OwnAllocation | undefined;
  for (const look of seen) {
    whole = merged(whole, look);
    const violations: (Violation | TaskViolation)[] = [
      ...judgeAllocation(whole),
      ...sidecarWithMain(whole),
      ...endRules(whole),
    ];
    for (const violation of violations) {
      const key = `${violation.rule} ${'task' in violation ? violation.task : violation.message}`;
      if (!found.has(key)) found.set(key, findingOf(look, violation));
    }
  }
  return [...found.values()];
}

/** What holds of an allocation once its job is stopped. */
function endRules(look: OwnAllocation): Violation[] {
  if (look.step !== looks.stopped) return [];
  const alive = look.tasks.filter(({ state }) => state === 'running' || state === 'pending');
  if (alive.length === 0 || look.status === 'lost') return poststopEnded(look);
  const tasks = alive.map((task) => `task ${task.task} is ${task.state}${lastWords(task)}`).join(', ');
  return [
    {
      rule: 'not-stopped',
      allocation: look.allocation,
      message: `its job was stopped and it did not come to its end: ${tasks}`,
    },
  ];
}

/** Nomad keeps the last ten events of a task: what earlier looks had seen is kept. */
function merged(before: OwnAllocation | undefined, look: OwnAllocation): OwnAllocation {
  const tasks = look.tasks.map((task): OwnTaskState => {
    const earlier = before?.tasks.find((each) => each.task === task.task)?.events ?? [];
    const unseen = earlier.filter(
      (event) => !task.events.some(({ at, type }) => at === event.at && type === event.type),
    );
    return { ...task, events: [...unseen, ...task.events].sort((a, b) => a.at - b.at) };
  });
  return { ...look, tasks };
}

/** A batch job ends well: of each of its allocations the last try is complete. One that still works proves nothing yet. */
function batchFindings(entries: readonly Entry[], seen: OwnAllocation[]): Finding[] {
  const batch = events.ownJob.of(entries).filter(({ type }) => type === 'batch' || type === 'sysbatch');
  const isBatch = ({ job, namespace }: OwnAllocation) =>
    batch.some(
      (each) => each.namespace === namespace && (each.job === job || job.startsWith(`${each.job}/`)),
    );
  const atEnd = seen.filter((look) => look.step === looks.end && isBatch(look));
  // A system batch job has one allocation of the same name on each node.
  const tries = Map.groupBy(atEnd, ({ namespace, name, node, job }) =>
    [namespace, name, batch.find((each) => each.job === job)?.type === 'sysbatch' ? node : ''].join(' '),
  );
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

function findingOf({ step, job, allocation, node }: OwnAllocation, { rule, message }: Violation): Finding {
  const name = `job ${job}, allocation ${allocation.slice(0, 8)} on ${node}`;
  return stop(`own-${rule}`, events.ownAllocation, `${step}: ${name}: ${message}`);
}
