import { mkdtempDisposable } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { AccessFolder } from '../../harness/access/index.ts';
import type { StartedNomadCluster } from '../../harness/cluster/index.ts';
import { control, type Field, type RunTests, tryAll } from './campaign.ts';
import type { Defect } from './defect.ts';

/** A defect that is told of by the test of its own name, and notes what happens in `log`. */
function defect(id: string, log: string[], more: Partial<Defect> = {}): Defect {
  return {
    id,
    where: 'job',
    what: `${id} is wrong`,
    inject: async ({ prefix }) => {
      log.push(`inject ${prefix}`);
      return {
        env: { INJECTED: id },
        met: () => Promise.resolve(1),
        [Symbol.asyncDispose]: async () => void log.push(`end ${id}`),
      };
    },
    suites: ['a.e2e.ts'],
    test: new RegExp(`^${id}$`),
    because: /told/,
    ...more,
  };
}

/** Tests that are red where their own defect is injected. */
const runTests: RunTests = async ({ suites, tests, env }) => {
  const outcomes = ['one', 'two', 'three', 'last']
    .filter((name) => tests.test(name))
    .map((name) => ({
      file: suites[0] ?? '',
      name,
      status: env.INJECTED === name ? 'failed' : 'passed',
      failures: env.INJECTED === name ? ['told'] : [],
    }));
  return { tests: outcomes, broken: [], failed: outcomes.filter(({ status }) => status === 'failed').length };
};

async function field(signal = new AbortController().signal) {
  const folder = await mkdtempDisposable(join(tmpdir(), 'nomad-e2e-campaign-'));
  // No defect here touches a cluster, or what gives access to it.
  const [cluster, access] = [{} as StartedNomadCluster, {} as AccessFolder];
  const files = { descriptorFile: 'cluster.json', access, runDir: folder.path };
  const own: Field = { cluster, ...files, runTests, signal };
  return { own, [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose]() };
}

test('each defect is injected, tried and ended, and what must be alone comes last', async () => {
  await using at = await field();
  const log: string[] = [];
  const all = [defect('last', log, { alone: true }), defect('one', log), defect('two', log)];
  const before = await control(all, at.own);
  expect(before.tests.map(({ name, status }) => `${name} ${status}`)).toEqual([
    'one passed',
    'two passed',
    'last passed',
  ]);
  const told: string[] = [];
  const verdicts = await tryAll(all, before, at.own, ({ id, outcome }) => told.push(`${id} ${outcome}`));
  expect(verdicts).toHaveLength(3);
  expect(told.toSorted()).toEqual(['last good', 'one good', 'two good']);
  expect(log.slice(-2)).toEqual(['inject st-last--', 'end last']);
  expect(log.filter((line) => line.startsWith('end'))).toHaveLength(3);
});

test('a defect that cannot be injected is not called missed, and keeps no other from being tried', async () => {
  await using at = await field();
  const log: string[] = [];
  const broken = defect('one', log, { inject: () => Promise.reject(new Error('it does not fit')) });
  const all = [broken, defect('two', log)];
  const verdicts = await tryAll(all, await control(all, at.own), at.own, () => undefined);
  expect(verdicts.find(({ id }) => id === 'one')).toMatchObject({
    outcome: 'unknown',
    said: 'it could not be tried: it does not fit',
  });
  expect(verdicts.find(({ id }) => id === 'two')).toMatchObject({
    outcome: 'good',
    test: 'two',
    said: 'told',
  });
});

test('an abort ends what is injected and injects nothing more', async () => {
  const stop = new AbortController();
  await using at = await field(stop.signal);
  const log: string[] = [];
  const all = ['one', 'two', 'three', 'last'].map((id) => defect(id, log, { alone: true }));
  const before = await control(all, at.own);
  const attempt = tryAll(all, before, at.own, () => stop.abort(new Error('enough')));
  await expect(attempt).rejects.toThrow('enough');
  expect(log).toEqual(['inject st-one--', 'end one']);
});
