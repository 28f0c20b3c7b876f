import type { AllocationHistory, TaskHistory } from '../../evidence/index.ts';
import type { Lane, Span, Tone } from '../timeline/data.ts';
import type { Clock } from './clock.ts';

const ends = new Set(['Terminated', 'Killed', 'Not Restarting', 'Failed Restart']);

/** One line for each task: when it ran, and its other events as moments. */
export function taskLanes(histories: readonly AllocationHistory[], clock: Clock, scope: string): Lane[] {
  return histories.flatMap((history) => {
    const group = `${shortened(history.job, scope)} · ${history.allocation.slice(0, 8)} on ${history.node}`;
    return history.tasks.map((task) => ({
      group,
      name: `${task.task}${task.role === 'main' ? '' : ` (${hookOf(task)})`}`,
      spans: [...runsOf(task, history, clock), ...momentsOf(task, clock)].sort((a, b) => a.from - b.from),
    }));
  });
}

/** When a task ran: from each start to its end. One whose end was not seen ends with its last event, `open`. */
export function runsOf(task: TaskHistory, history: AllocationHistory, clock: Clock): Span[] {
  return task.events.flatMap((event, at): Span[] => {
    if (event.type !== 'Started') return [];
    const rest = task.events.slice(at + 1);
    const end = rest.find(({ type }) => ends.has(type) || type === 'Started');
    const last = end ?? rest.at(-1) ?? event;
    const failed = end?.exitCode !== undefined && end.exitCode !== 0;
    const code = end?.exitCode === undefined ? '' : `, exit code ${end.exitCode}`;
    return [
      {
        from: clock.ofWall(event.at),
        to: clock.ofWall(last.at),
        label: task.task,
        tone: toneOf(task),
        detail: `${hookOf(task)} task of ${history.job} on ${history.node}${code}${end ? '' : ', end not seen'}`,
        ...((!end || failed) && { open: !end }),
      },
    ];
  });
}

function momentsOf(task: TaskHistory, clock: Clock): Span[] {
  return task.events
    .filter(({ type }) => type !== 'Started')
    .map(({ type, at, message = '', exitCode }) => ({
      from: clock.ofWall(at),
      to: clock.ofWall(at),
      label: type,
      tone: (exitCode ?? 0) !== 0 || /fail|error/i.test(type) ? ('bad' as const) : ('plain' as const),
      detail: message,
    }));
}

function hookOf(task: TaskHistory): string {
  return task.sidecar ? `${task.role} sidecar` : task.role;
}

function toneOf(task: TaskHistory): Tone {
  return task.sidecar ? 'sidecar' : task.role;
}

/** An id without its scope, as the suite's author knows it. */
export function shortened(id: string, scope: string): string {
  return scope !== '' && id.startsWith(`${scope}-`) ? id.slice(scope.length + 1) : id;
}
