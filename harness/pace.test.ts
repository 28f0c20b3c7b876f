import { expect, test, vi } from 'vitest';
import { pace, paced, paceVariable, setPace } from './pace.ts';

test('a machine of the usual speed keeps all time limits, and nothing is said of it', () => {
  const env: NodeJS.ProcessEnv = {};
  expect(setPace(env, () => 9)).toBeUndefined();
  expect(pace(env)).toBe(1);
});

test('a slow machine has longer time limits, and they are said', () => {
  const env: NodeJS.ProcessEnv = {};
  expect(setPace(env, () => 101)).toBe(
    'time limits on this machine are 5 times longer: it computes that much slower than the machines they are made for',
  );
  expect(pace(env)).toBe(5);
});

test('a pace that was measured is told as measured at the next cluster of a process, and not measured again', () => {
  const env: NodeJS.ProcessEnv = {};
  const first = setPace(env, () => 101);
  expect(setPace(env, () => 9)).toBe(first);
});

test('a limit that is longer than a timer can be is as long as one can be', () => {
  vi.stubEnv(paceVariable, '50');
  expect(paced(1000)).toBe(50_000);
  expect(paced(24 * 60 * 60_000)).toBe(2 ** 31 - 1);
  vi.unstubAllEnvs();
});

test('a pace that is given is not measured', () => {
  const env = { [paceVariable]: '2.5' };
  const measure = () => {
    throw new Error('it was measured');
  };
  expect(setPace(env, measure)).toContain('2.5 times longer: NOMAD_E2E_PACE says so');
});

test.each(['0.5', 'fast', '51', '-1'])('%s is no pace', (said) => {
  expect(() => pace({ [paceVariable]: said })).toThrow(/must be a number from 1 to 50; got/);
});
