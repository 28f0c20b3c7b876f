import type { PlanRequest } from '../plan/request.ts';
import { allPools } from './all-pools.ts';
import { restarted, startedAnew } from './anew.ts';
import { availability } from './availability.ts';
import { awaitedVolume } from './awaited-volume.ts';
import { behaviour } from './behaviour.ts';
import type { Moment, Stage, UpgradeCheck } from './check.ts';
import { claims } from './claims.ts';
import { conformance } from './conformance.ts';
import { continuity } from './continuity.ts';
import { cutOff, cutOffSeen } from './cut-off.ts';
import { detours } from './detours.ts';
import { drain } from './drain.ts';
import { exec } from './exec.ts';
import { identity, identityKept } from './identity.ts';
import { leadership } from './leadership.ts';
import { movedClient } from './moved-client.ts';
import { newWork } from './new-work.ts';
import { operatorExec } from './operator-exec.ts';
import { operatorJobs } from './operator-jobs.ts';
import { periodic } from './periodic.ts';
import { poststop } from './poststop.ts';
import { progress } from './progress.ts';
import { records } from './records.ts';
import { registration } from './registration.ts';
import { replacement } from './replacement.ts';
import { retried, retriedSeen } from './retried.ts';
import { rollback } from './rollback.ts';
import { rollout } from './rollout.ts';
import { sampling } from './sampling.ts';
import { sharedVolume } from './shared-volume.ts';
import { streams } from './streams.ts';
import { submission } from './submission.ts';
import { twin } from './twin.ts';
import { writers } from './writers.ts';

/** All checks in the order in which they act and are judged. Those in one row act at once. */
const rows: readonly (readonly UpgradeCheck[])[] = [
  [replacement],
  [detours],
  [writers],
  [availability],
  [submission],
  [streams],
  [sampling],
  [registration],
  [drain, claims],
  [newWork, allPools],
  // What they place before the first step takes as long as a client's start.
  [rollout, identity, exec, cutOff],
  [continuity],
  [operatorJobs, operatorExec],
  // Late, so that a writer that was moved has had the time of the others to begin.
  [progress],
  [conformance, cutOffSeen],
  [behaviour],
  [rollback],
  [leadership],
  [twin, retried, movedClient, sharedVolume],
  [periodic],
  [restarted],
  [records],
  [poststop],
  [startedAnew],
  // Of these the first waits longest, and nothing else happens then.
  [identityKept, awaitedVolume, retriedSeen],
];
export const checks: readonly UpgradeCheck[] = rows.flat();

/** What every check does at this moment. */
export async function act(moment: Moment, step: string, stage: Stage): Promise<void> {
  for (const row of rows) await Promise.all(row.map((check) => check[moment]?.(step, stage)));
}

/** What the plan says of the checks, by when they act. */
export function said(when: Moment | 'meanwhile', request: PlanRequest): string[] {
  return checks.flatMap((check) => check.says?.(request)[when] ?? []);
}
