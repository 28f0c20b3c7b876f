import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readLedger } from '../evidence/index.ts';
import { judge, knownBugs } from '../regression/index.ts';
import { type TempFolder, tempFolder } from '../temp-folder.ts';
import { runVitest, type SuiteResult } from './suites-process.ts';

const suite = join(import.meta.dirname, '..', '..', 'acceptance', 'known', 'known.e2e.ts');
const cluster = {
  ...{ runId: 'x', engineHost: '', version: '1.11.2', timing: 'production', keep: true, network: '' },
  ...{ sharedVolume: '', images: {}, missingCapabilities: [], nodes: [] },
  // Nothing answers there: these tests ask for nothing.
  attached: { address: 'http://127.0.0.1:1', prefix: '', lacks: {}, missingCommands: [] },
};

let folder: TempFolder;
let result: SuiteResult;
beforeAll(async () => {
  folder = await tempFolder('known');
  const run = join(folder.path, 'run');
  await mkdir(run);
  const descriptor = join(folder.path, 'cluster.json');
  await writeFile(descriptor, JSON.stringify(cluster));
  const env = { NOMAD_E2E_CLUSTER: descriptor, NOMAD_E2E_RUN: run };
  const reportTo = join(folder.path, 'output');
  const { signal } = new AbortController();
  result = await runVitest({ projects: ['suites'], filters: [suite], env, reportTo, signal });
}, 120_000);
afterAll(() => folder[Symbol.asyncDispose]());

const tests = () => result.files.flatMap((file) => file.tests);
const named = (name: string) => tests().filter((test) => test.name === name);

test('through vitest, a test that showed its bug is known, and every other outcome fails', () => {
  expect(tests().map(({ name, status }) => [name, status])).toEqual([
    ['shows the bug', 'known'],
    ['passes', 'failed'],
    ['fails for another reason', 'failed'],
    ['shows the bug and leaves something behind', 'failed'],
  ]);
  expect(result).toMatchObject({ passed: 0, known: 1, failed: 3, skipped: 0 });
  expect(named('shows the bug')[0]?.known).toMatchObject({ id: 'A1', issue: 27582, firstGood: '1.11.3' });
});

test('a failed one says why the bug does not excuse it', () => {
  const said = (name: string) => named(name)[0]?.messages?.join('\n');
  expect(said('passes')).toContain('passed here, but the table says that Nomad 1.11.2 has bug A1');
  expect(said('fails for another reason')).toContain('not excused by bug A1');
  expect(said('shows the bug and leaves something behind')).toContain('still claimed');
});

test('the ledger has the bug on the line of its test, and of no failed one', () => {
  const ended = readLedger(join(folder.path, 'run', 'ledger.ndjson')).filter(
    ({ kind }) => kind === 'test-ended',
  );
  expect(ended.map(({ passed, known }) => [passed, known])).toEqual([
    [true, expect.objectContaining({ id: 'A1', reason: expect.stringMatching(/^expected 'HTTP\/0\.0/) })],
    [false, undefined],
    [false, undefined],
    [false, undefined],
  ]);
});

test.each([
  ['shows the bug', 'red', /^expected 'HTTP\/0\.0 200 OK' to be/],
  ['passes', 'green', /^$/],
  [
    'fails for another reason',
    'unjudged',
    /^this is not the bug's evidence: expected 'HTTP\/1\.1 500' to be/,
  ],
  ['shows the bug and leaves something behind', 'red', /^expected 'HTTP\/0\.0 200 OK' to be/],
])('`regression` sees through the table: "%s" is %s', (name, colour, reason) => {
  const bug = knownBugs.find(({ id }) => id === 'A1');
  const judgement = bug && judge({ tests: named(name) }, bug);
  expect(judgement).toEqual({ colour, reason: expect.stringMatching(reason) });
});
