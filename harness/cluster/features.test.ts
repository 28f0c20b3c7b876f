import { expect, test } from 'vitest';
import { missingBefore } from './features.ts';

test.each([
  ['1.3.1', 'variables', 'variables came with Nomad 1.4.0, and this is 1.3.1'],
  ['1.3.1', 'bridge networks', 'needs a registry until Nomad 1.3.2, and this is 1.3.1'],
  ['1.9.4', 'dynamic host volumes', 'came with Nomad 1.10.0, and this is 1.9.4'],
] as const)('Nomad %s is without %s, with the reason', (version, ability, reason) => {
  expect(missingBefore(version, ability)).toContain(reason);
});

test.each([
  ['1.4.0', 'variables'],
  ['2.0.5', 'dynamic host volumes'],
  ['1.2.6', 'docker'],
] as const)('Nomad %s has %s', (version, ability) => {
  expect(missingBefore(version, ability)).toBeUndefined();
});
