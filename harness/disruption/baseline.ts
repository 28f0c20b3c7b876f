import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { explain, UsageError } from '../errors.ts';
import type { Earlier } from './budget.ts';

const spent = z.object({ ms: z.number(), from: z.number(), to: z.number(), step: z.string() });
const verdict = z.object({
  outcome: z.string(),
  measures: z.object({
    costs: z
      .array(
        z.object({
          step: z.string(),
          does: z.string(),
          // Also those of a later version, which bound nothing here.
          costs: z.record(z.string(), spent),
        }),
      )
      .min(1),
  }),
});

/** @throws UsageError BASELINE_NOT_GOOD for what was no GO: what it cost is no measure for another */
export function requireGood(name: string, outcome: string): void {
  if (outcome === 'good') return;
  throw new UsageError('BASELINE_NOT_GOOD', `${name} is no baseline: its verdict is ${outcome}`, {
    next: 'give a rehearsal that was a GO',
  });
}

/** The costs in a rehearsal's `verdict.json`. @throws UsageError BASELINE_UNREADABLE, BASELINE_NOT_GOOD */
export function readEarlier(path: string): Earlier {
  try {
    const parsed = verdict.safeParse(JSON.parse(readFileSync(path, 'utf8')));
    if (!parsed.success) throw new Error(z.prettifyError(parsed.error).replaceAll(/\s+/g, ' '));
    requireGood(path, parsed.data.outcome);
    return { name: path, steps: parsed.data.measures.costs };
  } catch (cause) {
    if (cause instanceof UsageError) throw cause;
    throw new UsageError('BASELINE_UNREADABLE', `${path} holds no costs of a rehearsal's steps`, {
      observed: explain(cause),
      next: 'give the folder of a rehearsal, or the verdict.json in it',
    });
  }
}
