import { expect, test } from 'vitest';
import { pace, paceVariable, setPace } from './pace.ts';

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
