import type { Outcome } from '../judge/index.ts';

/** `320 ms`, `4.2 s`, `2 min 05 s` */
export { duration } from './timeline/view.ts';

/** `1 test`, `2 tests` */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** The title of what judges found. */
export function findingsTitle(outcome: Outcome): string {
  return { good: 'Notes', bad: 'What is wrong', unknown: 'What is not known' }[outcome];
}

/** `2026-11-24 23:26:31 UTC` */
export function moment(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

/** A path within the run's folder as a relative address. */
export function address(path: string): string {
  return path.split('/').map(encodeURIComponent).join('/');
}
