import { mkdtempDisposable } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { StartedNomadCluster } from '../cluster/index.ts';
import { type Entry, events, Ledger, readLedger } from '../evidence/index.ts';
import { FakeNomad, json } from '../nomad/fake-nomad.ts';
import { NomadClient } from '../nomad/index.ts';
import { type Fault, type FaultGround, inject } from './fault.ts';

/** A fault that notes what is done to it. */
function noting(steps: string[], change: Partial<Fault> = {}): Fault {
  return {
    name: 'nothing is wrong',
    available: async () => undefined,
    inject: async () => void steps.push('inject'),
    undo: async () => void steps.push('undo'),
    ...change,
  };
}

/** Runs `work` on a healthy cluster. Returns what it and the checks of health did, in order, and what the ledger has. */
async function onGround(
  work: (ground: FaultGround, steps: string[]) => Promise<unknown>,
): Promise<{ steps: string[]; entries: readonly Entry[] }> {
  const steps: string[] = [];
  await using fake = await FakeNomad.start(({ url = '' }, response) => {
    if (url.startsWith('/v1/status/leader')) {
      if (steps.at(-1) !== 'healthy?') steps.push('healthy?');
      return json(response, '127.0.0.1:4647');
    }
    if (url.startsWith('/v1/event/stream')) return void response.writeHead(200).write('{}\n');
    return json(response, []);
  });
  await using nomad = new NomadClient({ address: fake.address });
  await using folder = await mkdtempDisposable(join(tmpdir(), 'fault-'));
  using ledger = await Ledger.open(join(folder.path, 'ledger.ndjson'));
  const cluster = { nomad, servers: [], clients: [], nodes: [] } as unknown as StartedNomadCluster;
  await work({ cluster, ledger }, steps);
  return { steps, entries: readLedger(ledger.file) };
}

test('a fault is injected and undone between two checks of health', async () => {
  const { steps } = await onGround(async (ground, steps) => (await inject(noting(steps), ground)).undo());
  expect(steps).toEqual(['healthy?', 'inject', 'undo', 'healthy?']);
});

test('each injection has an id of its own, which its end carries', async () => {
  const { entries } = await onGround(async (ground, steps) => {
    const fault = noting(steps, { evidence: async () => ({ pauses: 3 }) });
    await (await inject(fault, ground)).undo();
    await inject(fault, ground);
  });
  const [one, two, ...more] = events.faultBegin.of(entries).map(({ id }) => id);
  expect(more).toEqual([]);
  expect(one).not.toBe(two);
  expect(events.fault.of(entries)).toMatchObject([{ id: one, evidence: { pauses: 3 } }]);
});

test('a second undo does nothing', async () => {
  const { steps, entries } = await onGround(async (ground, steps) => {
    await using active = await inject(noting(steps), ground);
    await Promise.all([active.undo(), active.undo()]);
  });
  expect(steps.filter((step) => step === 'undo')).toHaveLength(1);
  expect(events.fault.of(entries)).toHaveLength(1);
});

test('a fault that is not available is not injected', async () => {
  const { steps, entries } = await onGround(async (ground, steps) => {
    const fault = noting(steps, { available: async () => 'no tc' });
    await expect(inject(fault, ground)).rejects.toMatchObject({
      ...{ code: 'FAULT_UNAVAILABLE', exitCode: 3, observed: 'no tc' },
    });
  });
  expect({ steps, entries }).toMatchObject({ steps: [], entries: [] });
});

test('a fault that is injected only in part is undone', async () => {
  const { steps, entries } = await onGround(async (ground, steps) => {
    const broken = new Error('half injected');
    const fault = noting(steps, { inject: () => Promise.reject(broken) });
    await expect(inject(fault, ground)).rejects.toBe(broken);
  });
  expect(steps).toEqual(['healthy?', 'undo', 'healthy?']);
  expect(events.fault.of(entries)).toHaveLength(1);
});

test('a failed undo leaves the fault open in the ledger', async () => {
  const { entries } = await onGround(async (ground, steps) => {
    const active = await inject(noting(steps, { undo: () => Promise.reject(new Error('stuck')) }), ground);
    await expect(active.undo()).rejects.toThrow('stuck');
    // Its caller knows.
    await active[Symbol.asyncDispose]();
  });
  expect(events.faultBegin.of(entries)).toHaveLength(1);
  expect(events.fault.of(entries)).toEqual([]);
});

test('a failed undo at the end of the work is reported', async () => {
  await onGround(async (ground, steps) => {
    const fault = noting(steps, { undo: () => Promise.reject(new Error('stuck')) });
    const work = async () => {
      await using _active = await inject(fault, ground);
    };
    await expect(work()).rejects.toThrow('stuck');
  });
});

test('failed work ends with its fault undone', async () => {
  const { steps } = await onGround(async (ground, steps) => {
    const work = async () => {
      await using _active = await inject(noting(steps), ground);
      throw new Error('work failed');
    };
    await expect(work()).rejects.toThrow('work failed');
  });
  expect(steps).toContain('undo');
});

test('unreadable evidence does not keep a fault from being undone', async () => {
  const { steps, entries } = await onGround(async (ground, steps) => {
    const evidence = () => Promise.reject(new Error('node gone'));
    await (await inject(noting(steps, { evidence }), ground)).undo();
  });
  expect(steps).toContain('undo');
  expect(events.fault.of(entries)).toMatchObject([{ evidence: { unread: 'Error: node gone' } }]);
});
