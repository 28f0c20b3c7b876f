import { expect, test } from 'vitest';
import { beganAt, runIn } from './marks.ts';

const at = (iso: string) => Date.parse(iso).toString(36);
const now = Date.parse('2026-11-27T12:00:00Z');

test('a name has the run in it, and the run when it began', () => {
  const run = `${at('2026-11-27T11:00:00Z')}a1b2`;
  expect(runIn(`nomad-e2e-${run}-vol`, now)).toBe(run);
  expect(beganAt(run)).toBe(Date.parse('2026-11-27T11:00:00Z'));
});

test.each([
  'nomad-e2e-postgresdata-1',
  'nomad-e2e-integrations-data',
  'nomad-e2e-productionab-x',
  `nomad-e2e-${at('2023-12-31T00:00:00Z')}a1b2-too-early`,
  `nomad-e2e-${at('2026-12-01T00:00:00Z')}a1b2-too-late`,
  `nomad-e2e-${at('2026-11-27T11:00:00Z')}a1b2-`,
  `nomad-e2e-${at('2026-11-27T11:00:00Z')}wxyz-vol`,
])('no run is in %s', (name) => {
  expect(runIn(name, now)).toBeUndefined();
});
