import { events, type KnownIssue, type Ledger } from '../evidence/index.ts';
import {
  appliesTo,
  expectedOn,
  type OperatorsJob,
  type Regression,
  regressions,
} from '../regression/index.ts';
import { knownIssueInWords } from './known-issue-findings.ts';

/** Runs a bug's suite on the cluster as it is, and says what it showed. */
export type JudgeBug = (row: Regression) => Promise<Pick<KnownIssue, 'observed' | 'reason'>>;

/** The bugs of the table that could meet one of the jobs, with those jobs. */
export function bugsThatApply(
  operators: readonly OperatorsJob[],
  table: readonly Regression[] = regressions,
): { row: Regression; jobs: string[] }[] {
  return table
    .map((row) => ({ row, jobs: operators.filter((own) => appliesTo(row.id, own)).map(({ job }) => job.ID) }))
    .filter(({ jobs }) => jobs.length > 0);
}

/** Judges each of those bugs on the upgraded cluster, and writes what was seen to the ledger (kind `known-issue`). */
export async function observeKnownIssues(
  operators: readonly OperatorsJob[],
  version: string,
  {
    judgeBug,
    ledger,
    onProgress,
  }: { judgeBug: JudgeBug; ledger: Ledger; onProgress: (line: string) => void },
): Promise<void> {
  for (const { row, jobs } of bugsThatApply(operators)) {
    const { id, issue, what } = row;
    const seen = await judgeBug(row);
    const entry: KnownIssue = { id, issue, what, jobs, version, expected: expectedOn(row, version), ...seen };
    ledger.append(events.knownIssue, entry);
    onProgress(knownIssueInWords(entry));
  }
}
