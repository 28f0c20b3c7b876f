import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { EnvironmentError } from '../errors.ts';
import { events, RunFolder } from '../evidence/index.ts';
import { type Outcome, stop, unknown, verdictFrom } from '../judge/index.ts';
import type { UpgradeOrder } from '../upgrade/index.ts';
import { orderFlags, type RawOrderFlags } from './order-flags.ts';
import { type OrderedOptions, upgradeInOrders, worst } from './upgrade-orders.ts';

let folder: string;
let printed: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'orders-'));
  printed = '';
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    printed += String(text);
    return true;
  });
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true });
});

const findings = {
  good: [],
  bad: [stop('record-lost', events.volumeRecords, 'm')],
  unknown: [unknown('unproven', events.plan, 'm')],
};
const other = [stop('api-gap', events.api, 'm')];
const lines = { line: () => undefined, note: () => undefined, phases: [] };

/** Rehearses the orders of these flags by what is said of each, and returns the exit code with the orders that were rehearsed. */
async function tryOrders(
  raw: RawOrderFlags & { json?: boolean; to?: string; rollback?: boolean },
  says: (order: UpgradeOrder, at: number) => Outcome | 'other' | Error,
) {
  const rehearsed: UpgradeOrder[] = [];
  const options = {
    ...{
      from: '1.5.6',
      to: raw.to ?? '1.6.1',
      rollback: raw.rollback ?? false,
      flags: { servers: 3, clients: 3 },
      inject: [],
      files: { jobs: [], volumes: [], vars: {}, nomadVars: [], payloads: [], metas: [] },
    },
    ...{ bounds: {}, mode: 'in-place', diff: true, json: raw.json ?? false, ordered: orderFlags(raw) },
    ...{ progress: lines, signal: new AbortController().signal },
    rehearse: async ({ order }: { order?: UpgradeOrder }) => {
      if (!order) throw new Error('the plain order was rehearsed');
      const said = says(order, rehearsed.push(order) - 1);
      if (said instanceof Error) throw said;
      const verdict = verdictFrom(said === 'other' ? other : findings[said]);
      const own = await new RunFolder(join(folder, String(rehearsed.length))).make();
      return { verdict, comparison: undefined, folder: own, text: `text ${rehearsed.length}\n` };
    },
  };
  const code = await upgradeInOrders(options as unknown as OrderedOptions);
  return { code, rehearsed };
}
const gone = new EnvironmentError('ENGINE_UNREACHABLE', 'no engine');

test('each of three seeds is rehearsed, and the verdict is the worst', async () => {
  const { code, rehearsed } = await tryOrders({ seed: '7', seeds: '3', shrink: '0' }, ({ seed }) =>
    seed === 8 ? 'bad' : 'good',
  );
  expect([code, rehearsed.map(({ seed }) => seed)]).toEqual([1, [7, 8, 9]]);
  expect(printed).toMatch(/^text 1\ntext 2\ntext 3\nseed 7: GO .*\nseed 8: NO-GO .*\nseed 9: GO /);
  expect(printed).toMatch(/\nNO-GO: Nomad 1\.5\.6 to 1\.6\.1, 3 of 3 seeds rehearsed\n$/);
});

test('a rehearsal that is missing is unknown, and keeps no other from being rehearsed', async () => {
  const { code, rehearsed } = await tryOrders({ seed: '7', seeds: '3' }, ({ seed }) =>
    seed === 8 ? gone : 'good',
  );
  expect([code, rehearsed.length]).toEqual([3, 3]);
  expect(printed).toContain('seed 8: UNKNOWN   ENGINE_UNREACHABLE: no engine\n');
  expect(printed).toMatch(/UNKNOWN: .*, 2 of 3 seeds rehearsed\n$/);
});

test('what fails with the only order is thrown, as of a plain rehearsal', async () => {
  await expect(tryOrders({ seed: '7' }, () => gone)).rejects.toBe(gone);
});

test('seeds that were not reached are named when one ends the command', async () => {
  const broken = new TypeError('a defect');
  const failing = tryOrders({ seed: '7', seeds: '3' }, ({ seed }) => (seed === 8 ? broken : 'good'));
  await expect(failing).rejects.toBe(broken);
  expect(printed).toMatch(
    /seed 8: UNKNOWN {3}not reached\nseed 9: UNKNOWN {3}not reached\nUNKNOWN: .*1 of 3/,
  );
});

test('a failing plan is shortened to its one bad step, which is saved with its command', async () => {
  const { code, rehearsed } = await tryOrders({ seed: '1' }, ({ steps }) =>
    steps.some((step) => step.do === 'reboot') ? 'bad' : 'good',
  );
  const file = join(folder, '1', 'shortest.json');
  const { steps } = JSON.parse(readFileSync(file, 'utf8')) as UpgradeOrder;
  expect(steps.filter((step) => step.do !== 'upgrade')).toMatchObject([{ do: 'reboot' }]);
  expect(code).toBe(1);
  expect(rehearsed.length).toBeLessThan(8);
  expect(printed).toMatch(
    /^text 1\nshortest failing plan: 1\/8 .*\n {2}again: npx nomad-e2e upgrade .*shortest\.json\n$/s,
  );
});

test('an attempt that fails by another rule, or is missing, is no shorter failure', async () => {
  for (const instead of ['other', gone] as const) {
    const { rehearsed } = await tryOrders({ seed: '1' }, (_, at) => (at === 0 ? 'bad' : instead));
    expect(rehearsed.length).toBeGreaterThan(1);
    const saved: UpgradeOrder = JSON.parse(readFileSync(join(folder, '1', 'shortest.json'), 'utf8'));
    expect(saved).toEqual(rehearsed[0]);
  }
});

test('nothing is shortened without time for it, nor where nothing was bad', async () => {
  expect((await tryOrders({ seed: '1', shrink: '0' }, () => 'bad')).rehearsed).toHaveLength(1);
  expect((await tryOrders({ seed: '1' }, () => 'unknown')).rehearsed).toHaveLength(1);
  expect(existsSync(join(folder, '1', 'shortest.json'))).toBe(false);
});

test('--json prints one document, with each order', async () => {
  await tryOrders({ seed: '7', seeds: '2', json: true }, ({ seed }) => (seed === 7 ? 'unknown' : 'good'));
  expect(JSON.parse(printed)).toMatchObject({
    outcome: 'unknown',
    runs: [
      { outcome: 'unknown', order: { seed: 7 } },
      { outcome: 'good', order: { seed: 8 } },
    ],
  });
  printed = '';
  await tryOrders({ seed: '7', json: true }, () => 'good');
  expect(JSON.parse(printed)).toMatchObject({ outcome: 'good', order: { seed: 7 } });
});

test.each<[Outcome[], Outcome]>([
  [['good', 'good'], 'good'],
  [['good', 'unknown'], 'unknown'],
  [['unknown', 'bad', 'good'], 'bad'],
  [[], 'unknown'],
])('the verdict on orders of which %j were found is %s', (outcomes, all) => {
  expect(worst(outcomes.map((outcome) => ({ outcome })))).toBe(all);
});

test('--raft-wal rehearses the plain order with a migration of each server, and drawn ones likewise', async () => {
  const migrated = ({ steps }: UpgradeOrder) => steps.filter((step) => step.do === 'migrate').length;
  const plain = await tryOrders({ raftWal: true, to: '2.0.5' }, () => 'good');
  const drawn = await tryOrders({ raftWal: true, to: '2.0.5', seed: '7' }, () => 'good');
  expect([...plain.rehearsed, ...drawn.rehearsed].map(migrated)).toEqual([3, 3]);
  expect(plain.rehearsed[0]?.steps).toHaveLength(10);
});

test.each([
  [{ to: '1.11.3' }, 'from 2.0.0 on, and --to is 1.11.3'],
  [{ to: '2.0.5', rollback: true }, 'no way back but a snapshot'],
])('--raft-wal with %j is refused', async (raw, reason) => {
  await expect(tryOrders({ raftWal: true, ...raw }, () => 'good')).rejects.toMatchObject({
    ...{ code: 'UPGRADE_RAFT_WAL', exitCode: 2, message: expect.stringContaining(reason) },
  });
});
