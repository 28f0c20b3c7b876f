import { BehaviourError } from '../errors.ts';
import { judgeLifecycle, type Ledger, readLedger } from '../evidence/index.ts';
import type { Scope } from './scope.ts';

export interface TestEnd {
  readonly scope: Pick<Scope, 'id' | 'contents' | 'behaviour' | 'end'>;
  readonly ledger: Ledger;
  readonly test: string;
  /** The errors of the test itself; none when it passed. */
  readonly errors: readonly unknown[];
  /** Writes the failure bundle. Called at most once, before anything that explains the failure is gone. */
  readonly bundle: (errors: readonly unknown[]) => Promise<void>;
}

/**
 * Ends a test: the bundle first if it failed, then the cleanup, then the judgement of what its allocations left
 * in the ledger. Throws what cleanup and judgement found, so that a test that leaves something behind is red.
 */
export async function endTest({ scope, ledger, test, errors, bundle }: TestEnd): Promise<void> {
  const failed = errors.length > 0;
  if (failed) await bundle(errors);
  let late: unknown;
  try {
    await scope.end();
    judge(ledger, scope.contents.jobs);
  } catch (error) {
    late = error;
    if (!failed) await bundle([error]);
    throw error;
  } finally {
    const passed = !failed && late === undefined;
    ledger.append('behaviour', { test, passed, ...scope.behaviour });
    ledger.append('test-ended', { test, scope: scope.id, passed });
  }
}

/** The lifecycle rules that hold for every allocation, over those of these jobs and their children. */
function judge(ledger: Ledger, jobs: readonly string[]): void {
  const isOwn = (id: string) => jobs.some((job) => id === job || id.startsWith(`${job}/`));
  const violations = judgeLifecycle(readLedger(ledger.file).filter((entry) => isOwn(String(entry.job))));
  if (violations.length === 0) return;
  throw new BehaviourError(
    'RULE_BROKEN',
    violations.map((each) => `${each.rule}: ${each.message}`).join('\n'),
    {
      observed: violations.map((each) => `allocation ${each.allocation}`).join(', '),
    },
  );
}
