import { expect, test } from 'vitest';
import { oldest } from './task-processes.ts';

test("the oldest process is the task's, and lines that are no process are left out", () => {
  const lines = ['a1 write 1000 40', 'a1 write 1000 39', 'a1 write 900 77', 'a1 1000 40', ''].join('\n');
  expect(oldest(lines)).toEqual(new Map([['a1/write', { pid: 77, start: 900 }]]));
});
