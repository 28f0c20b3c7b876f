import { expect, test } from 'vitest';
import { launchesBetween } from './periodic.ts';

const launch = (second: number) => `upgrade-periodic/periodic-${second}`;
const at = (...seconds: number[]) => launchesBetween(seconds.map(launch), { from: 100_000, to: 160_000 }, 1);

test('launches of before the time and of after it do not count', () => {
  expect(at(80, 90, 100, 110, 120, 160, 170)).toEqual({ launches: 3, expected: 3 });
});

test('at least one launch is due, and what is no launch is none', () => {
  expect(launchesBetween(['upgrade-periodic/periodic-x'], { from: 0, to: 1000 }, 1)).toEqual({
    launches: 0,
    expected: 1,
  });
});
