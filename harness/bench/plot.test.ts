import { expect, test } from 'vitest';
import { growthPlot } from './plot.ts';
import type { MeasurementResult } from './result.ts';

const measured = (figures: object[]) => ({
  measurements: [{ name: 'a', figures } as unknown as MeasurementResult],
});
const samples = [10, 100, 1000].map((at) => ({ at, value: at / 10 }));

test('what was measured at several sizes has a panel with its power of growth and every sample', () => {
  const plot = growthPlot(
    measured([
      { what: 'memory, at most', unit: 'MB', per: 'awaited', samples },
      { what: 'start', unit: 's', samples: [{ value: 1 }, { value: 2 }] },
    ]),
  );
  expect(plot).toContain('MB by awaited: power of growth 1<');
  expect(plot.match(/<circle/g)).toHaveLength(3);
  expect(plot).toContain('>memory<');
  expect(plot).not.toContain('start');
  expect(plot).not.toContain('NaN');
});

test('a cost that grows with its size lies on the dashed line', () => {
  const [line = '', dashed = ''] = [/points="([^"]*)"/, /class="linear" ([^/]*)/].map(
    (each) => each.exec(growthPlot(measured([{ what: 'a', unit: 's', per: 'b', samples }])))?.[1],
  );
  const [first, , last] = line.split(' ').map((point) => point.split(','));
  expect(dashed).toBe(`x1="${first?.[0]}" y1="${first?.[1]}" x2="${last?.[0]}" y2="${last?.[1]}"`);
});

test('one that was always the same is a level line', () => {
  const flat = samples.map(({ at }) => ({ at, value: 5 }));
  const plot = growthPlot(measured([{ what: 'a', unit: 's', per: 'b', samples: flat }]));
  expect(plot).toContain('power of growth 0<');
  expect(plot).not.toContain('NaN');
});

test('nothing of several sizes is no picture', () => {
  expect(growthPlot(measured([]))).toBe('');
});
