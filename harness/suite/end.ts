import { BehaviourError, unfolded } from '../errors.ts';
import {
  type AllocationHistory,
  asFailure,
  events,
  type Failure,
  judgeAllocation,
  type Ledger,
} from '../evidence/index.ts';
import type { Scope } from './scope.ts';

export interface TestEnd {
  readonly scope: Pick<Scope, 'id' | 'histories' | 'behaviour' | 'known' | 'end'>;
  readonly ledger: Ledger;
  readonly test: string;
  /** The errors of the test itself; none when it passed. */
  readonly errors: readonly unknown[];
  /**
   * Writes the failure bundle and returns its folder within the run's. Called at most once, before anything that
   * explains the failure is gone.
   */
  readonly bundle: (errors: readonly unknown[]) => Promise<string>;
}

/**
 * Ends a test: the bundle first if it failed, then the cleanup, then the judgement of its allocations, which the
 * ledger has, too. Throws what cleanup and judgement found, so that a test that leaves something behind is red.
 */
export async function endTest({ scope, ledger, test, errors, bundle }: TestEnd): Promise<void> {
  const failed = errors.length > 0;
  const failures: Failure[] = errors.flatMap(unfolded).map(asFailure);
  let folder = failed ? await bundle(errors) : undefined;
  try {
    await scope.end({ failed });
    judge(scope.histories);
  } catch (error) {
    failures.push(...unfolded(error).map(asFailure));
    folder ??= await bundle([error]);
    throw error;
  } finally {
    const passed = failures.length === 0;
    const failure = failures[0]?.message.split('\n')[0];
    ledger.append(events.behaviour, { test, passed, ...(failure && { failure }), ...scope.behaviour });
    // A test that failed besides has failed, whatever it showed before.
    const known = scope.known && { known: scope.known };
    const why = passed ? known : { failures, bundle: folder };
    ledger.append(events.testEnded, { test, scope: scope.id, passed, ...why });
  }
}

/** The lifecycle rules that hold for every allocation. */
function judge(histories: readonly AllocationHistory[]): void {
  const violations = histories.flatMap(judgeAllocation);
  if (violations.length === 0) return;
  throw new BehaviourError(
    'RULE_BROKEN',
    violations.map((each) => `${each.rule}: ${each.message}`).join('\n'),
    {
      observed: violations.map((each) => `allocation ${each.allocation}`).join(', '),
    },
  );
}
