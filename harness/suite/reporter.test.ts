import { mkdirSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { type Entry, events, readLedger, type SessionResult } from '../evidence/index.ts';
import { suiteFindings } from '../judge/index.ts';
import { tempFolder } from '../temp-folder.ts';

const vitest = join(dirname(createRequire(import.meta.url).resolve('vitest/package.json')), 'vitest.mjs');
const reporter = join(import.meta.dirname, 'reporter.ts');
const config = `import { RunReporter } from ${JSON.stringify(reporter)};
export default { test: { reporters: [new RunReporter()], globals: true,
  projects: [{ extends: true, test: { name: 'suites', include: ['*.e2e.ts'] } }] } };`;

/** What a real run of vitest leaves in the ledger and in its result, of these files. */
async function sessionOf(
  files: Record<string, string>,
): Promise<{ entries: Entry[]; result: SessionResult }> {
  await using folder = await tempFolder('reporter');
  const run = join(folder.path, 'run');
  mkdirSync(run);
  const all = { ...files, 'vitest.config.ts': config, 'package.json': '{"type":"module"}' };
  for (const [name, text] of Object.entries(all)) writeFileSync(join(folder.path, name), text);
  const env = { NOMAD_E2E_RUN: run, NOMAD_E2E_RESULT: join(run, 'result.json') };
  await execa(process.execPath, [vitest, 'run', '--root', folder.path], { env, reject: false });
  const result = JSON.parse(await readFile(env.NOMAD_E2E_RESULT, 'utf8')) as SessionResult;
  return { entries: readLedger(join(run, 'ledger.ndjson')), result };
}

test('what is due is noted before it begins, and how each test ended', async () => {
  const { entries, result } = await sessionOf({
    'a.e2e.ts': `test('one', () => {}); describe('in', () => test('two', () => { throw new Error('no\\nmore'); }));
test.skip('three', () => {});`,
  });
  expect(entries.map(({ kind }) => kind)).toEqual([
    'clock',
    'files-due',
    'tests-due',
    ...['test-result', 'test-result', 'test-result'],
    'session-ended',
  ]);
  expect(events.filesDue.of(entries)[0]?.files).toEqual(['a.e2e.ts']);
  expect(events.testsDue.of(entries)[0]?.tests).toEqual([
    'a.e2e.ts > one',
    'a.e2e.ts > in > two',
    'a.e2e.ts > three',
  ]);
  expect(events.testResult.of(entries).map(({ test, status }) => [test, status])).toEqual(
    expect.arrayContaining([
      ['a.e2e.ts > one', 'passed'],
      ['a.e2e.ts > in > two', 'failed'],
      ['a.e2e.ts > three', 'skipped'],
    ]),
  );
  expect(result).toMatchObject({
    errors: [],
    files: [
      { file: 'a.e2e.ts', tests: [{ name: 'one' }, { name: 'in > two', failures: ['Error: no'] }, {}] },
    ],
  });
});

test.each([
  ['cannot be loaded', { 'a.e2e.ts': `import './missing.ts';` }, ['test-failed', 'nothing-ran']],
  ['has no test', { 'a.e2e.ts': '' }, ['test-failed', 'nothing-ran']],
  [
    'breaks in a hook',
    { 'a.e2e.ts': `afterAll(() => { throw new Error('late'); }); test('one', () => {});` },
    ['test-failed'],
  ],
  [
    'leaves a rejection behind',
    {
      'a.e2e.ts': `test('one', async () => { void Promise.reject(new Error('lost')); await new Promise(setImmediate); });`,
    },
    ['outside-of-tests'],
  ],
  [
    'ends its worker',
    { 'a.e2e.ts': `test('one', () => process.kill(process.pid, 'SIGKILL'));` },
    ['outside-of-tests'],
  ],
])('a file that %s makes its run not good', async (_, files, rules) => {
  const { entries } = await sessionOf(files);
  expect(suiteFindings(entries).map(({ rule }) => rule)).toEqual(expect.arrayContaining(rules));
});
