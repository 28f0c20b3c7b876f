import { mkdtempDisposable } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { StartedNomadCluster } from '../../cluster/index.ts';
import { Ledger, readLedger } from '../../evidence/index.ts';
import { FakeNomad, json } from '../../nomad/fake-nomad.ts';
import { NomadClient } from '../../nomad/index.ts';
import { isBefore } from '../../version/index.ts';
import { lostClaimBoundMs, measureRelease, withCollector } from './release.ts';

/** A Nomad with a volume that one allocation claims until `free` is called; and a ledger. */
async function claimedVolume() {
  await using stack = new AsyncDisposableStack();
  let claims: object = { allocation: null };
  let isFree = false;
  const waiting = new Set<() => void>();
  const fake = stack.use(
    await FakeNomad.start((request, response) => {
      const isBlocked = request.url?.includes('index=') && !isFree;
      const answer = () => json(response, { WriteAllocs: claims }, 2);
      if (isBlocked) waiting.add(answer);
      else answer();
    }),
  );
  const nomad = stack.use(new NomadClient({ address: fake.address }));
  const folder = stack.use(await mkdtempDisposable(join(tmpdir(), 'release-')));
  const ledger = stack.use(await Ledger.open(join(folder.path, 'ledger.ndjson')));
  const free = (next: object = {}) => {
    claims = next;
    isFree = true;
    for (const answer of waiting) answer();
  };
  const all = stack.move();
  return { nomad, ledger, free, [Symbol.asyncDispose]: () => all.disposeAsync() };
}

test('a claim that is released within its bound is measured', async () => {
  await using world = await claimedVolume();
  const { nomad, ledger, free } = world;
  const options = { nomad, ledger, volumeId: 'v', path: 'job stopped', boundMs: 5000 };
  const ms = await measureRelease(options, async () => setImmediate(() => free()));
  expect(readLedger(ledger.file)).toMatchObject([
    { kind: 'claim-released', path: 'job stopped', releaseMs: ms },
  ]);
});

test('a claim is released, too, when the next holder has it at once', async () => {
  await using world = await claimedVolume();
  const { nomad, ledger, free } = world;
  const options = { nomad, ledger, volumeId: 'v', path: 'node lost', boundMs: 5000 };
  await measureRelease(options, async () => setImmediate(() => free({ next: null })));
  expect(readLedger(ledger.file)).toMatchObject([{ kind: 'claim-released', path: 'node lost' }]);
});

test('a claim that is left after its bound is an error that names it, and no measurement', async () => {
  await using world = await claimedVolume();
  const { nomad, ledger } = world;
  const options = { nomad, ledger, volumeId: 'v', path: 'job stopped', boundMs: 100 };
  const measured = measureRelease(options, async () => {});
  await expect(measured).rejects.toThrow(
    /timed out after 0\.\d s waiting for claims of volume v[\s\S]*allocation/,
  );
  expect(readLedger(ledger.file)).toEqual([]);
});

test('a collector that waits for a mark is written for until the claim is gone', async () => {
  const written = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  let calls = 0;
  const operator = { reconcileSummaries: async () => written[calls++]?.resolve() };
  const cluster = { nomad: { operator }, isOlderThan: () => true } as unknown as StartedNomadCluster;
  const both = () => Promise.all(written.map(({ promise }) => promise));
  await withCollector(cluster, both, 5);
  const before = calls;
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(calls).toBe(before);
});

test.each<[string, object]>([
  ['that looks at all volumes', { isOlderThan: () => false }],
  ['of an existing cluster', { isOlderThan: () => true, attached: {} }],
])('nothing is written for a collector %s', async (_, cluster) => {
  const all = cluster as StartedNomadCluster;
  await expect(withCollector(all, async () => 'free', 0)).resolves.toBe('free');
});

test.for([
  ['1.6.1', 420_000],
  ['1.9.1', 420_000],
  ['1.9.2', 120_000],
  ['2.0.5', 120_000],
] as const)('a lost claim on %s has %i ms to be collected', ([version, ms]) => {
  expect(lostClaimBoundMs({ isOlderThan: (other) => isBefore(version, other) })).toBe(ms);
});
