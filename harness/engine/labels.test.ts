import { expect, test } from 'vitest';
import { isSwept, labels, ownerIsDead } from './labels.ts';
import { hostId, identify, isAlive, parseStat } from './process-identity.ts';

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
  expect(ownerIsDead(found, local)).toBe(false);
});

test('an owner is dead when its number is free or reused', () => {
  const found = labels('r1');
  expect(ownerIsDead({ ...found, 'nomad-e2e.pid-start': '1' }, remote)).toBe(true);
  expect(ownerIsDead({ ...found, 'nomad-e2e.pid': '4194304' }, remote)).toBe(true);
});

test('an owner on another host is dead only where that is sure', () => {
  const dead = (host: string, reach = remote) =>
    ownerIsDead({ ...labels('r1'), 'nomad-e2e.host': host }, reach, 'boot-a.1', () => false);
  expect(dead('boot-a.1')).toBe(true);
  expect(dead('boot-b.1')).toBe(false);
  expect(dead('boot-b.1', local)).toBe(true);
  expect(dead('boot-a.2', local)).toBe(false);
  expect(dead('boot-a.2', { local: true, isPrivate: true })).toBe(true);
});

test('labels that do not name an owner are not judged', () => {
  for (const name of ['nomad-e2e.pid', 'nomad-e2e.pid-start', 'nomad-e2e.host']) {
    const { [name]: _, ...rest } = labels('r1');
    expect(ownerIsDead(rest, { local: true, isPrivate: true }, hostId(), () => false)).toBe(false);
  }
  expect(ownerIsDead({ ...labels('r1'), 'nomad-e2e.pid': 'x' }, local, hostId(), () => false)).toBe(false);
});

test('what a sweep takes', () => {
  const yes = () => true;
  const no = () => false;
  const kept = labels('r1', { keep: true });
  expect(isSwept(labels('r1'), 'dead', yes)).toBe(true);
  expect(isSwept(labels('r1'), 'dead', no)).toBe(false);
  expect(isSwept(kept, 'dead', yes)).toBe(false);
  expect(isSwept(kept, { runId: 'r1' }, no)).toBe(true);
  expect(isSwept(kept, { runId: 'r2' }, yes)).toBe(false);
  expect(isSwept(kept, 'all', no)).toBe(true);
  const foreign = { 'nomad-e2e.run': 'r1', 'com.example': 'true' };
  for (const scope of ['all', 'dead', { runId: 'r1' }] as const)
    expect(isSwept(foreign, scope, yes)).toBe(false);
});

test('a stat line whose command holds brackets and spaces', () => {
  const fields = Array.from({ length: 48 }, (_, index) => String(index + 4)).join(' ');
  expect(parseStat(`7 (a) b (c)) Z ${fields}`)).toEqual({ state: 'Z', start: '22' });
});

test('a process is itself and not one with another start time', () => {
  const me = identify(process.pid);
  expect(me && isAlive(me)).toBe(true);
  expect(isAlive({ pid: process.pid, start: '1' })).toBe(false);
});
