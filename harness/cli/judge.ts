import { join } from 'node:path';
import { exitCodes } from '../errors.ts';
import {
  bugName,
  type Entry,
  events,
  judgeLifecycle,
  readLedger,
  unreadableInWords,
} from '../evidence/index.ts';
import { verdictWords } from '../upgrade/index.ts';
import { chaosInWords } from './chaos.ts';
import { savedRun } from './saved-run.ts';
import { verdictOf } from './verdict-of.ts';

/**
 * Judges a saved run again, by its ledger alone, as what it was: a rehearsal of an upgrade, chaos, or suites.
 * Prints the findings and returns the exit code: 3 where lines of the ledger could not be read.
 *
 * @throws UsageError RUN_UNKNOWN when the folder has no ledger, LEDGER_NEWER
 */
export function judgeRun(folder: string): number {
  const run = savedRun(folder, { next: 'npx nomad-e2e judge runs/<id>' });
  const entries = readLedger(join(run, 'ledger.ndjson'));
  const { ok, lines } = judged(entries);
  process.stdout.write(`${lines.join('\n')}\n`);
  // What could not be read may have been what matters, for better or worse.
  if (entries.some(events.unreadable.is)) return exitCodes.environment;
  return ok ? exitCodes.ok : exitCodes.testFailure;
}

function judged(entries: readonly Entry[]): { ok: boolean; lines: string[] } {
  if (!entries.some(events.runInterrupted.is)) return judgedWhole(entries);
  // Half a rehearsal is no rehearsal: its tests are what can be judged.
  const { lines } = suitesJudged(entries);
  return { ok: false, lines: [...lines, 'interrupted: this is what was run so far'] };
}

function judgedWhole(entries: readonly Entry[]): { ok: boolean; lines: string[] } {
  const run = verdictOf(entries);
  if (!run) return suitesJudged(entries);
  if (run.kind === 'chaos') return { ok: run.verdict.outcome === 'good', lines: chaosInWords(run.verdict) };
  const { outcome, findings } = run.verdict;
  const lines = findings.map(({ severity, rule, message }) => `${severity} ${rule}: ${message}`);
  return { ok: outcome === 'good', lines: [...lines, verdictWords[outcome]] };
}

/** Of suites the ledger keeps how each test ended and every allocation's task events. */
function suitesJudged(entries: readonly Entry[]): { ok: boolean; lines: string[] } {
  const tests = events.testEnded.of(entries);
  const red = tests.filter(({ passed }) => !passed);
  const known = tests.flatMap(({ test, known }) => (known ? [{ test, known }] : []));
  const broken = judgeLifecycle(entries);
  const unread = unreadableInWords(entries);
  const lines = [
    ...known.map(({ test, known }) => `known: ${test}: ${bugName(known)}`),
    ...red.map(({ test }) => `failed: ${test}`),
    ...broken.map(({ rule, message, allocation }) => `${rule}: ${message} (${allocation})`),
    ...unread,
    `${tests.length} tests, ${known.length > 0 ? `${known.length} known, ` : ''}${red.length} failed, ${broken.length} rules broken`,
  ];
  const ok = tests.length > 0 && red.length + broken.length + unread.length === 0;
  return { ok, lines };
}
