import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { events, RunFolder } from '../evidence/index.ts';
import { createProgress, endRun } from '../run/index.ts';
import { hide } from '../secrets/index.ts';
import { report } from './report.ts';

const canary = 'f00dcafe-1111-2222-3333-444455556666';
let folder: string;
let said: string[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'report-'));
  said = [];
  for (const stream of [process.stdout, process.stderr]) {
    vi.spyOn(stream, 'write').mockImplementation((text) => said.push(String(text)) > 0);
  }
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

/** A run with one test, which is red unless `passed`; its error names what was refused. */
async function savedRun(name: string, passed: boolean): Promise<string> {
  const run = join(folder, name);
  mkdirSync(run);
  // Known to who writes the ledger, as its cluster's are, and to nobody who reads it.
  hide([canary]);
  using ledger = await new RunFolder(run).openLedger();
  const scope = 'a-0000000a';
  const [session, test] = ['s1', 'suites/csi/a.e2e.ts > it'];
  ledger.append(events.suitesDue, { repetitions: 1, filters: [] });
  ledger.append(events.filesDue, { session, files: ['suites/csi/a.e2e.ts'] });
  ledger.append(events.testsDue, { session, file: 'suites/csi/a.e2e.ts', tests: [test] });
  ledger.append(events.testStarted, { test, scope, session });
  const failures = [{ message: `refused for ${canary}`, at: 'suites/csi/a.e2e.ts:7:3' }];
  ledger.append(events.testEnded, { test, scope, passed, ...(passed ? {} : { failures }) });
  ledger.append(events.testResult, { session, test, status: passed ? 'passed' : 'failed' });
  ledger.append(events.sessionEnded, { session, reason: passed ? 'passed' : 'failed', errors: [] });
  ledger.append(events.runEnded, { phases: [] });
  return run;
}

const counts = { passed: 0, failed: 1, skipped: 0, known: 0 };
const progress = () => createProgress({ write: (text) => said.push(text) });

test('no file of a run has the token of its cluster, so that no reader has to know it', async () => {
  const run = await savedRun('one', false);
  const ended = await endRun(new RunFolder(run), { progress: progress(), counts });
  expect(ended.report).toBe(join(run, 'report.html'));
  const made = readdirSync(run);
  expect(made.sort()).toEqual([
    ...['junit.xml', 'ledger.ndjson', 'metrics.prom', 'report.html', 'summary.md', 'trace.json'],
  ]);
  for (const name of made) expect(readFileSync(join(run, name), 'utf8')).not.toContain(canary);
  expect(readFileSync(join(run, 'junit.xml'), 'utf8')).toContain('refused for [redacted]');
});

test('a summary is written for GitHub only on GitHub', async () => {
  const run = await savedRun('one', false);
  vi.stubEnv('GITHUB_ACTIONS', '');
  vi.stubEnv('GITHUB_STEP_SUMMARY', '');
  await endRun(new RunFolder(run), { progress: progress(), counts });
  expect(said.join('')).not.toContain('::error');
  vi.stubEnv('GITHUB_ACTIONS', 'true');
  vi.stubEnv('GITHUB_STEP_SUMMARY', join(folder, 'summary'));
  await endRun(new RunFolder(run), { progress: progress(), counts });
  expect(said.join('')).toContain(
    '::error file=suites/csi/a.e2e.ts,line=7,col=3,title=it::refused for [redacted]\n',
  );
  expect(readFileSync(join(folder, 'summary'), 'utf8')).toContain('## ❌ failed');
});

test('an unwritable report does not change the verdict', async () => {
  const run = await savedRun('one', true);
  mkdirSync(join(run, 'report.html'));
  const { verdict } = await endRun(new RunFolder(run), { progress: progress(), counts });
  expect(said.join('')).toContain('the report could not be written: ');
  expect(verdict.outcome).toBe('good');
});

test('a comparison with new failures is exit code 1', async () => {
  const [green, red] = [await savedRun('green', true), await savedRun('red', false)];
  expect(await report({ run: red, format: 'junit', compare: undefined })).toBe(0);
  expect(said.join('').trim()).toMatch(/junit\.xml$/);
  expect(readdirSync(red)).not.toContain('report.html');
  expect(await report({ run: undefined, format: 'json', compare: [green, red] })).toBe(1);
  expect(JSON.parse(said.at(-1) ?? '')).toMatchObject({ newFailures: [{ was: 'passed' }] });
  expect(await report({ run: undefined, format: undefined, compare: [red, green] })).toBe(0);
});

test('a runbook of a run that is no rehearsal is refused', async () => {
  const run = await savedRun('one', true);
  await expect(report({ run, format: 'runbook', compare: undefined })).rejects.toThrow('is of rehearsals');
});
