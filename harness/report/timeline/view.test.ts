import { expect, test } from 'vitest';
import { around, duration, panned, ticks, zoomed } from './view.ts';

const whole = { from: 0, to: 1000 };

test('zooming keeps the moment under the pointer where it is', () => {
  const view = zoomed(whole, 250, 0.5, whole);
  expect(view).toEqual({ from: 125, to: 625 });
  expect((250 - view.from) / 500).toBe(0.25);
});

test('a view stays within its limits', () => {
  expect(zoomed({ from: 100, to: 200 }, 100, 100, whole)).toEqual(whole);
  expect(panned({ from: 0, to: 100 }, -50, whole)).toEqual({ from: 0, to: 100 });
  expect(panned({ from: 850, to: 950 }, 500, whole)).toEqual({ from: 900, to: 1000 });
  const least = zoomed(whole, 500, 1e-9, whole);
  expect(least.to - least.from).toBeCloseTo(5);
  expect(around({ from: 400, to: 600 }, whole)).toEqual({ from: 300, to: 700 });
});

test('grid lines are at whole units', () => {
  expect(ticks({ from: 0, to: 60_000 }, 6).map(({ label }) => label)).toEqual([
    '0:00',
    '0:10',
    '0:20',
    '0:30',
    '0:40',
    '0:50',
    '1:00',
  ]);
  expect(ticks({ from: 1001, to: 1031 }, 3).map(({ label }) => label)).toEqual([
    '0:01.010',
    '0:01.020',
    '0:01.030',
  ]);
});

test('a duration is printed in its largest units', () => {
  expect([12, 4200, 42_000, 125_000].map(duration)).toEqual(['12 ms', '4.20 s', '42.0 s', '2 min 5 s']);
});
