import type { AllocationMetric, Evaluation } from './job-types.ts';

/**
 * Why an evaluation could not place its groups, one line a group in Nomad's own words:
 * `app: 2 nodes evaluated, 1 filtered (missing drivers: 1), 1 exhausted (memory: 1)`. Empty when all were placed.
 */
export function placementFailures(evaluation: Pick<Evaluation, 'FailedTGAllocs'>): string[] {
  return Object.entries(evaluation.FailedTGAllocs ?? {}).map(
    ([group, metric]) => `${group}: ${reasonOf(metric)}`,
  );
}

function reasonOf(metric: AllocationMetric): string {
  const filtered = `${metric.NodesFiltered} filtered${counts(metric.ConstraintFiltered)}`;
  const exhausted = `${metric.NodesExhausted} exhausted${counts(metric.DimensionExhausted)}`;
  return `${metric.NodesEvaluated} nodes evaluated, ${filtered}, ${exhausted}`;
}

function counts(reasons: Record<string, number> | null | undefined): string {
  const parts = Object.entries(reasons ?? {}).map(([reason, nodes]) => `${reason}: ${nodes}`);
  return parts.length === 0 ? '' : ` (${parts.join(', ')})`;
}

/** Why the scheduler left nodes out, as `nomad job status` prints it: the reasons of every group. */
export function placementReasons(answer: {
  FailedTGAllocs?: Record<string, { ConstraintFiltered?: Record<string, number> | null }> | null;
}): string[] {
  const groups = Object.values(answer.FailedTGAllocs ?? {});
  return [...new Set(groups.flatMap((group) => Object.keys(group.ConstraintFiltered ?? {})))];
}
