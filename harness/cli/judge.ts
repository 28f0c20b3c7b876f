import { join } from 'node:path';
import { exitCodes } from '../errors.ts';
import { bugName, type Entry, judgeLifecycle, readLedger, type ShownBug } from '../evidence/index.ts';
import { chaosInWords } from './chaos.ts';
import { savedRun } from './saved-run.ts';
import { verdictOf } from './verdict-of.ts';

/**
 * Judges a saved run again, by its ledger alone, as what it was: a rehearsal of an upgrade, chaos, or suites.
 * Prints the findings and returns the exit code.
 *
 * @throws UsageError RUN_UNKNOWN when the folder has no ledger
 */
export function judgeRun(folder: string): number {
  const run = savedRun(folder, { next: 'npx nomad-e2e judge runs/<id>' });
  const { ok, lines } = judged(readLedger(join(run, 'ledger.ndjson')));
  process.stdout.write(`${lines.join('\n')}\n`);
  return ok ? exitCodes.ok : exitCodes.testFailure;
}

function judged(entries: readonly Entry[]): { ok: boolean; lines: string[] } {
  if (!entries.some(({ kind }) => kind === 'run-interrupted')) return judgedWhole(entries);
  // Half a rehearsal is no rehearsal: its tests are what can be judged.
  const { lines } = suitesJudged(entries);
  return { ok: false, lines: [...lines, 'interrupted: this is what was run so far'] };
}

function judgedWhole(entries: readonly Entry[]): { ok: boolean; lines: string[] } {
  const run = verdictOf(entries);
  if (!run) return suitesJudged(entries);
  if (run.kind === 'chaos') return { ok: run.verdict.ok, lines: chaosInWords(run.verdict) };
  const { go, findings } = run.verdict;
  const lines = findings.map(({ severity, rule, message }) => `${severity} ${rule}: ${message}`);
  return { ok: go, lines: [...lines, go ? 'GO' : 'NO-GO'] };
}

/** Of suites the ledger keeps how each test ended and every allocation's task events. */
function suitesJudged(entries: readonly Entry[]): { ok: boolean; lines: string[] } {
  const tests = entries.filter(({ kind }) => kind === 'test-ended');
  const red = tests.filter(({ passed }) => passed !== true);
  const known = tests.filter((test) => test.known !== undefined);
  const broken = judgeLifecycle(entries);
  const lines = [
    ...known.map((entry) => `known: ${String(entry.test)}: ${bugName(entry.known as ShownBug)}`),
    ...red.map(({ test }) => `failed: ${String(test)}`),
    ...broken.map(({ rule, message, allocation }) => `${rule}: ${message} (${allocation})`),
    `${tests.length} tests, ${known.length > 0 ? `${known.length} known, ` : ''}${red.length} failed, ${broken.length} rules broken`,
  ];
  return { ok: tests.length > 0 && red.length === 0 && broken.length === 0, lines };
}
