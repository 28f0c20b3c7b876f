import { bugName, type Entry, events } from '../evidence/index.ts';
import { exitCodeOf, findingInWords, type RunVerdict, testOutcomes, verdictWord } from '../judge/index.ts';
import { readRun, savedRun, verdictOf } from '../run/index.ts';

/**
 * Judges a saved run again, by its ledgers alone, as what it was: a rehearsal of an upgrade, chaos, or suites. Prints the findings
 * and the verdict, and returns its exit code.
 *
 * @throws UsageError RUN_UNKNOWN when the folder has no ledger, LEDGER_NEWER
 */
export function judgeRun(folder: string): number {
  const entries = readRun(savedRun(folder, { next: 'npx nomad-e2e judge runs/<id>' }));
  const verdict = verdictOf(entries);
  process.stdout.write(`${inWords(verdict, entries).join('\n')}\n`);
  return exitCodeOf(verdict.outcome);
}

function inWords(verdict: RunVerdict, entries: readonly Entry[]): string[] {
  const figures = { suites: testFigures, upgrade: () => [], chaos: roundFigures }[verdict.kind];
  return [...verdict.findings.map(findingInWords), ...figures(entries), verdictWord(verdict)];
}

function testFigures(entries: readonly Entry[]): string[] {
  const tests = testOutcomes(entries);
  const known = tests.flatMap(({ test, status, ended }) =>
    status === 'known' && ended?.known ? [`known: ${test}: ${bugName(ended.known)}`] : [],
  );
  const counts = [...Map.groupBy(tests, ({ status }) => status)].map(
    ([status, own]) => `${own.length} ${status}`,
  );
  return [...known, `${tests.length} tests${counts.length > 0 ? `: ${counts.join(', ')}` : ''}`];
}

const roundFigures = (entries: readonly Entry[]) => [`${events.chaosRound.of(entries).length} rounds`];
