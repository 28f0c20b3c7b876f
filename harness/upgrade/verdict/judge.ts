import { type Entry, events } from '../../evidence/index.ts';
import { invariantFindings, type Verdict, verdictFrom } from '../../judge/index.ts';
import { checks } from '../checks/index.ts';
import { type Measures, measure } from './measures.ts';
import { unprovenFindings } from './unproven.ts';

/** A verdict on a rehearsal, `good` is GO, with its figures. */
export interface RehearsalVerdict extends Verdict {
  measures: Measures;
}

/** Judges a rehearsal by its ledger alone, so that a saved one can be judged again. */
export function judge(all: readonly Entry[]): RehearsalVerdict {
  // What is after the machine's failure is no evidence.
  const broken = all.findIndex(events.rehearsalBroken.is);
  const entries = broken === -1 ? all : all.slice(0, broken + 1);
  const findings = [
    ...checks.flatMap(({ rules = [] }) => rules.flatMap((rule) => rule(entries))),
    ...unprovenFindings(entries),
    ...invariantFindings(all),
  ];
  return { ...verdictFrom(findings), measures: measure(entries) };
}
