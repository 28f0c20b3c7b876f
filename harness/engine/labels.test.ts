import { expect, test } from 'vitest';
import { isSwept, labels, ownerLife } from './labels.ts';
import { hostId } from './process-identity.ts';

const remote = { local: false, isPrivate: false };
const local = { local: true, isPrivate: false };

test('labels name the run and this process, which lives', () => {
  const found = labels('r1');
  expect(found).toMatchObject({
    'nomad-e2e': 'true',
    'nomad-e2e.run': 'r1',
    'nomad-e2e.pid': String(process.pid),
  });
  expect(Number(found['nomad-e2e.pid-start'])).toBeGreaterThan(0);
  expect(found).not.toHaveProperty('nomad-e2e.keep');
  expect(labels('r1', { keep: true })['nomad-e2e.keep']).toBe('true');
  expect(ownerLife(found, local)).toBe('alive');
});

test('an owner is dead when its number is free or reused', () => {
  const found = labels('r1');
  expect(ownerLife({ ...found, 'nomad-e2e.pid-start': '1' }, remote)).toBe('dead');
  expect(ownerLife({ ...found, 'nomad-e2e.pid': '4194304' }, remote)).toBe('dead');
});

const privately = { local: true, isPrivate: true };

test.each([
  ['boot-a.1', remote, 'dead'],
  ['boot-b.1', remote, 'unknown'],
  ['boot-b.1', local, 'dead'],
  ['boot-a.2', local, 'unknown'],
  ['boot-a.2', privately, 'dead'],
  ['boot-a.0', privately, 'unknown'],
  ['kept-1.0', local, 'unknown'],
  ['kept-1.0', privately, 'unknown'],
  ['unknown.0', local, 'unknown'],
])('an owner on host %s is dead only where that is sure: %j', (host, reach, life) => {
  const found = { ...labels('r1'), 'nomad-e2e.host': host };
  expect(ownerLife(found, reach, 'boot-a.1', () => 'dead')).toBe(life);
});

test('labels that do not name an owner are not judged', () => {
  for (const name of ['nomad-e2e.pid', 'nomad-e2e.pid-start', 'nomad-e2e.host']) {
    const { [name]: _, ...rest } = labels('r1');
    expect(ownerLife(rest, privately, hostId(), () => 'dead')).toBe('unknown');
  }
  expect(ownerLife({ ...labels('r1'), 'nomad-e2e.pid': 'x' }, local, hostId(), () => 'dead')).toBe('unknown');
});

test('what a sweep takes', () => {
  const dead = () => 'dead' as const;
  const alive = () => 'alive' as const;
  const kept = labels('r1', { keep: true });
  expect(isSwept(labels('r1'), 'dead', dead)).toBe(true);
  expect(isSwept(labels('r1'), 'dead', alive)).toBe(false);
  expect(isSwept(labels('r1'), 'dead', () => 'unknown')).toBe(false);
  expect(isSwept(kept, 'dead', dead)).toBe(false);
  expect(isSwept(kept, { runId: 'r1' }, alive)).toBe(true);
  expect(isSwept(kept, { runId: 'r2' }, dead)).toBe(false);
  expect(isSwept(kept, 'all', alive)).toBe(true);
  const foreign = { 'nomad-e2e.run': 'r1', 'com.example': 'true' };
  for (const scope of ['all', 'dead', { runId: 'r1' }] as const)
    expect(isSwept(foreign, scope, dead)).toBe(false);
});
