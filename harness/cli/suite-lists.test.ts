import { expect, test } from 'vitest';
import { defects } from '../../tools/self-test/index.ts';
import { knownBugs } from '../regression/index.ts';
import { behaviourSuites, comparableSuites, storageSuites, suiteFiles, upgradeSuites } from '../run/index.ts';

test.each([
  ['what is tried between the steps of an upgrade', upgradeSuites, ['suites']],
  ['what is compared', [...comparableSuites, ...behaviourSuites], ['suites']],
  ['what observes storage', storageSuites, ['suites', 'solo']],
  ['what shows known bugs', knownBugs.map(({ suite }) => suite), ['suites', 'solo']],
  ['what catches defects', defects.flatMap(({ suites }) => suites), ['suites', 'solo']],
])('each file of a fixed list would run: %s', (_, paths, projects) => {
  expect(paths.length).toBeGreaterThan(3);
  for (const path of paths) {
    const { suites, solo } = suiteFiles([path], projects);
    expect([...suites, ...solo].length, path).toBeGreaterThan(0);
    if (path.endsWith('.ts')) expect([...suites, ...solo]).toEqual([path]);
  }
});
