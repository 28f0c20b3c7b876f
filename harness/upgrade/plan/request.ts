import type { Bound } from '../../disruption/index.ts';
import type { FilesSummary } from '../../operator-jobs/index.ts';
import type { Injection } from '../injection.ts';
import type { ClientMode } from '../steps.ts';
import type { UpgradeOrder } from './order.ts';

/** What a rehearsal is asked for. */
export interface PlanRequest {
  from: string;
  to: string;
  servers: number;
  /** Without the canary. */
  clients: number;
  mode: ClientMode;
  /** What a step may cost; more is a NO-GO. */
  budget: readonly Bound[];
  /** The plain order, unless given. */
  order?: UpgradeOrder | undefined;
  rollback: boolean;
  /** Whether the versions' behaviour is compared, too. */
  diff: boolean;
  injected: readonly Injection[];
  /** Suites that run after each step. */
  conformance: readonly string[];
  /** Where the binary of each version would come from. */
  binaries: readonly { version: string; origin: string }[];
  /** The operator's files, read. */
  files: FilesSummary | undefined;
}
