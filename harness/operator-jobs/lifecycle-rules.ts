import type { OperatorAllocation, OperatorTaskState, TaskEventRecord, Violation } from '../evidence/index.ts';

/** A rule that one task broke: the same task breaks it once, in whatever words. */
export interface TaskViolation extends Violation {
  task: string;
}

/**
 * A sidecar runs whenever a main task runs: it never ends while one does, and it is not found dead or about to be
 * started again beside a running one. Nomad ends sidecars after the main tasks (Nomad docs, `lifecycle` block).
 */
export function sidecarWithMain(snapshot: OperatorAllocation): TaskViolation[] {
  const mains = snapshot.tasks.filter(({ role }) => role === 'main');
  const sidecars = snapshot.tasks.filter(({ role, sidecar }) => sidecar && role !== 'poststop');
  const runs = snapshot.status === 'running' && snapshot.desired === 'run';
  return sidecars.flatMap((sidecar) => {
    const beside = mains.find(({ state }) => runs && state === 'running' && isDown(sidecar));
    const ended = sidecar.events
      .filter(isEnd)
      .flatMap((end) => mains.filter((main) => lastBefore(main, end.at)?.type === 'Started'));
    const violation = (message: string) => ({
      rule: 'sidecar-with-main',
      allocation: snapshot.allocation,
      task: sidecar.task,
      message: `sidecar ${sidecar.task} ${message}${lastWords(sidecar)}`,
    });
    if (beside) return [violation(`is ${sidecar.state || 'not there'} while main task ${beside.task} runs`)];
    return ended[0] ? [violation(`ended while main task ${ended[0].task} was running`)] : [];
  });
}

/**
 * After the end of an allocation whose main task had started, each poststop task has run to exit code 0
 * (Nomad docs, `lifecycle` block, hook `poststop`). For an allocation that has come to its end.
 */
export function poststopEnded(snapshot: OperatorAllocation): Violation[] {
  const began = snapshot.tasks.some(({ role, events }) => role === 'main' && events.some(isStart));
  if (!began || snapshot.status === 'lost') return [];
  return snapshot.tasks
    .filter(({ role, sidecar }) => role === 'poststop' && !sidecar)
    .filter(
      ({ state, failed, events }) => state !== 'dead' || failed || events.findLast(isEnd)?.exitCode !== 0,
    )
    .map((task) => ({
      rule: 'poststop-ended',
      allocation: snapshot.allocation,
      message: `poststop task ${task.task} did not run to exit code 0: it is ${task.state || 'not there'}${task.failed ? ' and failed' : ''}${lastWords(task)}`,
    }));
}

/** A poststart sidecar that has yet to start for the first time is not down. */
function isDown({ state, role, events }: OperatorTaskState): boolean {
  if (state === 'running') return false;
  return state === 'dead' || role === 'prestart' || events.some(isStart);
}

function lastBefore(task: OperatorTaskState, at: number): TaskEventRecord | undefined {
  return task.events.findLast((event) => event.at < at && (isStart(event) || isEnd(event)));
}

/** What happened to a task last, for a message: ` (last events: …)`. */
export function lastWords({ events }: OperatorTaskState): string {
  const last = events.slice(-2).map(({ type, message = '' }) => `${type}: ${message}`);
  return last.length === 0 ? '' : ` (last events: ${last.join(' | ')})`;
}

const isStart = ({ type }: TaskEventRecord) => type === 'Started';
const isEnd = ({ type }: TaskEventRecord) => type === 'Terminated';
