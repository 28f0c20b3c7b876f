import { expect, test } from 'vitest';
import { inWords, planned, strikes } from './plan.ts';

const rounds = (seed: number, count: number) =>
  Array.from({ length: count }, (_, at) => planned(seed, at + 1, 50));

test('a seed has the same rounds again, and another one others', () => {
  expect(rounds(7, 10)).toEqual(rounds(7, 10));
  expect(rounds(8, 10).map(inWords)).not.toEqual(rounds(7, 10).map(inWords));
});

test('each way to end a run has its turn in each five rounds, and the disk is another one the second time', () => {
  const ten = rounds(1, 10);
  expect(ten.map(({ strike }) => strike)).toEqual([...strikes, ...strikes]);
  const disks = ten.filter(({ strike }) => strike === 'full disk').map(({ onDisk }) => onDisk);
  expect(disks).toEqual(['runs', 'tmp']);
});

test('moments are both on the way to a cluster and in the suites', () => {
  const names = new Set(rounds(1, 200).map(({ moment }) => moment.name));
  const all = ['cluster', 'ended file', 'engine', 'images', 'network', 'servers', 'suites', 'the first line'];
  expect([...names].sort()).toEqual(all);
});

test.each([
  ['servers', '[   7.3s] cluster: servers: 4.8s', true],
  ['cluster', '[  10.7s] cluster: 8.3s', true],
  ['cluster', '[   7.3s] cluster: servers: 4.8s', false],
  ['ended file', ' ✓ |suites| suites/csi/release-drain.e2e.ts (1 test) 81879ms', true],
  ['ended file', '   ✓ a drained holder moves to another node with its volume within 60 s 81878ms', false],
])('the line %j is known: %s', (name, line, fits) => {
  const found = rounds(1, 200).find(({ moment }) => moment.name === name);
  expect(found?.moment.line.test(line)).toBe(fits);
});
