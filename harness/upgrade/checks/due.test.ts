import { expect, test } from 'vitest';
import type { UpgradeCheck } from './check.ts';
import { cutOffSeen } from './cut-off.ts';
import { due } from './due.ts';
import { checks } from './index.ts';

const steps = ['1/2 server-1', '2/2 client-1'];
const owing = {
  ...{ from: '1.11.3', to: '2.0.5', steps, servers: ['server-1'], clients: ['client-1'] },
  volumes: [{ id: 'v', writers: [{ job: 'w' }] }],
  ...{ claims: true, rollback: false, own: false },
};
const of = (kind: string, changes: object = {}) =>
  due({ ...owing, ...changes }).find((each) => each.kind === kind);

/** What is seen of a client that is cut off is due once, at whatever step. */
const isTried = ({ name, atEachStep }: UpgradeCheck) => atEachStep && name !== cutOffSeen.name;

test('what is tried after each step leaves what is due for each step', () => {
  for (const { name, leaves } of checks.filter(isTried)) {
    const due = leaves?.map(({ kind }) => of(kind.name)?.steps);
    expect(due, name).toContainEqual(expect.arrayContaining(steps));
  }
});

test('a kind is due once in the list', () => {
  const kinds = due({ ...owing, rollback: true, own: true }).map(({ kind }) => kind);
  expect(kinds).toEqual([...new Set(kinds)]);
});

test('what is compared with before is due before, too', () => {
  expect(of('registration')).toEqual({
    kind: 'registration',
    steps: ['before', ...steps],
    of: ['service', 'batch', 'system', 'sysbatch'].map((type) => `server-1 ${type}`),
  });
  expect(of('conformance')?.steps).toEqual(steps);
});

test('streams are due to each client but the canary', () => {
  const clients = ['client-1', 'client-2'];
  expect(of('stream', { clients })).toEqual({
    kind: 'stream',
    steps,
    of: ['exec client-1', 'logs client-1'],
  });
  expect(of('probe-begin', { clients })?.of).toEqual(
    expect.arrayContaining(['exec upgrade client-1', 'logs upgrade client-1']),
  );
});

test('probes, rollback and jobs of the operator are due where they are asked for', () => {
  const sampled = ['api upgrade server-1', 'connect upgrade server-1', 'submit upgrade'];
  expect(of('probe-begin')?.of).toEqual([...sampled, 'claim upgrade']);
  const rollback = { claims: false, rollback: true };
  expect(of('probe-end', rollback)?.of).toEqual([...sampled, 'api rollback server-1']);
  expect([of('rollback-damage'), of('own-observed')]).toEqual([undefined, undefined]);
  expect(of('rollback-damage', { rollback: true })).toBeDefined();
  expect(of('own-observed', { own: true })?.steps).toEqual([
    'before the first step',
    ...steps,
    'after the last step',
    'after their stop',
  ]);
});
