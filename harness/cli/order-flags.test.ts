import { expect, test } from 'vitest';
import { largestSeed } from '../seeded-random.ts';
import { orderFlags, type RawOrderFlags, withSeeds } from './order-flags.ts';

const refusal = (message: string) =>
  expect.objectContaining({
    ...{ code: 'FLAG_INVALID', exitCode: 2 },
    message: expect.stringContaining(message),
  });
const seedsOf = (raw: RawOrderFlags & { runs?: string }) =>
  orderFlags(withSeeds({ runs: 'runs', ...raw })).seeds;

test('a seed is one order, and without any there is none', () => {
  expect(seedsOf({})).toEqual([]);
  expect(seedsOf({ seed: '7' })).toEqual([7]);
});

test.each<RawOrderFlags & { runs?: string }>([{ seeds: '3' }, { runs: '3' }])(
  '%j are three seeds in a row',
  (raw) => {
    expect(seedsOf({ ...raw, seed: '7' })).toEqual([7, 8, 9]);
    const [first = 0, ...more] = seedsOf(raw);
    expect(more).toEqual([first + 1, first + 2]);
  },
);

test('after the largest seed comes the smallest', () => {
  expect(seedsOf({ seed: String(largestSeed), seeds: '2' })).toEqual([largestSeed, 0]);
});

test('a folder of runs stays one', () => {
  expect(withSeeds({ runs: './3' })).toEqual({ runs: './3' });
  expect(withSeeds({ runs: '3' })).toEqual({ runs: 'runs', seeds: '3' });
});

test('a failing plan is shortened for half an hour, unless said otherwise', () => {
  expect(orderFlags({ seed: '7' }).shrinkMs).toBe(1_800_000);
  expect(orderFlags({ plan: 'plan.json', shrink: '0' })).toMatchObject({ plan: 'plan.json', shrinkMs: 0 });
});

test.each<[RawOrderFlags & { runs?: string }, string]>([
  [{ seed: 'x' }, '--seed x cannot be used'],
  [{ seed: '-1' }, '--seed -1 cannot be used'],
  [{ seed: '1.5' }, '--seed 1.5 cannot be used'],
  [{ seed: String(largestSeed + 1) }, `a whole number up to ${largestSeed}`],
  [{ runs: '0' }, '--runs 0 cannot be used'],
  [{ runs: '-2' }, '--runs -2 cannot be used'],
  [{ runs: '1.5' }, '--runs 1.5 cannot be used'],
  [{ seeds: '0' }, '--seeds 0 cannot be used'],
  [{ seeds: 'many' }, '--seeds many cannot be used'],
  [{ seeds: '2', runs: '3' }, '--runs and --seeds exclude each other'],
  [{ plan: 'p', seed: '7' }, '--plan and --seed exclude each other'],
  [{ plan: 'p', runs: '3' }, '--plan and --seeds exclude each other'],
  [{ unsupported: true }, '--unsupported requires'],
  [{ plan: 'p', raftWal: true }, '--plan and --raft-wal exclude each other'],
  [{ plan: 'p', unsupported: true }, '--unsupported requires'],
  [{ shrink: '5' }, '--shrink requires'],
  [{ seed: '7', shrink: 'long' }, '--shrink long cannot be used'],
])('%j is refused', (raw, message) => {
  expect(() => seedsOf(raw)).toThrow(refusal(message));
});
