import type { Entry } from '../../../harness/evidence/index.ts';
import type { RunKind } from '../../../harness/judge/index.ts';

/** A ledger in which something is missing or wrong, with what it is. */
export interface BrokenLedger {
  name: string;
  entries: readonly Entry[];
}

/** The ledger of a run of some kind that must be called good, and how it can be broken. */
export interface SoundLedger {
  kind: RunKind;
  entries: readonly Entry[];
  /** Kinds of lines whose loss takes nothing from the verdict, each with why. */
  beside: Readonly<Record<string, string>>;
  /** Kinds of lines that are samples: without one of them a gap is longer, and only a gap above its bound is a finding. */
  samples?: readonly string[];
  /** Broken in ways of its own: id → what is wrong, and ledgers in which it is. */
  more: Readonly<Record<string, { what: string; ledgers: readonly BrokenLedger[] }>>;
}
