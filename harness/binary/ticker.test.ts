import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Ticker } from './ticker.ts';

beforeEach(() => void vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance'] }));
afterEach(() => void vi.useRealTimers());

test('a stage is reported at once and every five seconds', () => {
  const lines: string[] = [];
  const ticker = new Ticker((line) => lines.push(line));
  vi.advanceTimersByTime(6_000);
  ticker.stage('fetching');
  ticker.stage('fetching');
  expect(lines).toEqual(['fetching']);
  vi.advanceTimersByTime(5_000);
  ticker.detail('3 of 9 MB');
  vi.advanceTimersByTime(5_000);
  ticker.stage('unpacking');
  vi.advanceTimersByTime(5_000);
  ticker[Symbol.dispose]();
  vi.advanceTimersByTime(60_000);
  expect(lines).toEqual([
    'fetching',
    'fetching: 5 s',
    'fetching: 3 of 9 MB, 10 s',
    'unpacking',
    'unpacking: 5 s',
  ]);
});
