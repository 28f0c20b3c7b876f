import type { Entry } from './entry.ts';
import {
  type AllocationHistory,
  allocation,
  type TaskEventRecord,
  type TaskHistory,
} from './events/allocation.ts';

/** A rule that did not hold, in words that name the allocation and the tasks. */
export interface Violation {
  readonly rule: string;
  readonly allocation: string;
  readonly message: string;
}

/**
 * A main task never starts before every one-shot prestart of its allocation ended with exit code 0.
 * Rule: Nomad's `lifecycle` block, hook `prestart` with `sidecar = false`.
 */
export function prestartBeforeMain(history: AllocationHistory): Violation[] {
  const oneShots = history.tasks.filter((task) => task.role === 'prestart' && !task.sidecar);
  const mains = history.tasks.filter((task) => task.role === 'main');
  return mains.flatMap((main) =>
    starts(main).flatMap((start) =>
      oneShots
        .filter((oneShot) => !endedWell(oneShot, start.at))
        .map((oneShot) => early(history, main, oneShot)),
    ),
  );
}

/**
 * A main task never starts before every prestart sidecar of its allocation has started.
 * Rule: Nomad's `lifecycle` block, hook `prestart` with `sidecar = true`.
 */
export function sidecarBeforeMain(history: AllocationHistory): Violation[] {
  const sidecars = history.tasks.filter((task) => task.role === 'prestart' && task.sidecar);
  const mains = history.tasks.filter((task) => task.role === 'main');
  return mains.flatMap((main) =>
    starts(main).flatMap((start) =>
      sidecars
        .filter((sidecar) => !starts(sidecar).some((each) => each.at < start.at))
        .map((sidecar) => ({
          rule: 'sidecar-before-main',
          allocation: history.allocation,
          message: `main task ${main.task} started before prestart sidecar ${sidecar.task} had started`,
        })),
    ),
  );
}

/**
 * A poststop task never starts before every main task of its allocation has ended.
 * Rule: Nomad's `lifecycle` block, hook `poststop`.
 */
export function poststopAfterMain(history: AllocationHistory): Violation[] {
  const mains = history.tasks.filter((task) => task.role === 'main');
  const poststops = history.tasks.filter((task) => task.role === 'poststop');
  return poststops.flatMap((poststop) =>
    starts(poststop).flatMap((start) =>
      mains
        .filter((main) => last(main, start.at)?.type === 'Started')
        .map((main) => ({
          rule: 'poststop-after-main',
          allocation: history.allocation,
          message: `poststop task ${poststop.task} started while main task ${main.task} was running`,
        })),
    ),
  );
}

/** Every lifecycle rule over every allocation of a ledger (kind `allocation`; the last record of each counts). */
export function judgeLifecycle(entries: readonly Entry[]): Violation[] {
  const latest = new Map(allocation.of(entries).map((each) => [each.allocation, each]));
  return [...latest.values()].flatMap(judgeAllocation);
}

/** Every lifecycle rule over one allocation. */
export function judgeAllocation(history: AllocationHistory): Violation[] {
  return [prestartBeforeMain, sidecarBeforeMain, poststopAfterMain].flatMap((rule) => rule(history));
}

function starts(task: TaskHistory): TaskEventRecord[] {
  return task.events.filter((event) => event.type === 'Started');
}

/** The last start or end of `task` before `at`: what it was doing at that moment. */
function last(task: TaskHistory, at: number): TaskEventRecord | undefined {
  return task.events.findLast(
    (event) => event.at < at && (event.type === 'Started' || event.type === 'Terminated'),
  );
}

function endedWell(task: TaskHistory, at: number): boolean {
  const event = last(task, at);
  return event?.type === 'Terminated' && event.exitCode === 0;
}

function early(history: AllocationHistory, main: TaskHistory, oneShot: TaskHistory): Violation {
  return {
    rule: 'prestart-before-main',
    allocation: history.allocation,
    message: `main task ${main.task} started before prestart ${oneShot.task} had ended with exit code 0`,
  };
}
