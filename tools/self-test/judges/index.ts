import type { Entry } from '../../../harness/evidence/index.ts';
import type { Outcome } from '../../../harness/judge/index.ts';
import { verdictOf } from '../../../harness/run/index.ts';
import type { Verdict } from '../judge.ts';
import { type JudgeDefect, judgeDefects } from './broken.ts';
import { chaosLedger } from './chaos.ts';
import type { SoundLedger } from './sound.ts';
import { suitesLedger } from './suites.ts';
import { upgradeLedger } from './upgrade.ts';

/** A sound ledger of each kind of run that is tried. */
export const soundLedgers = (): readonly SoundLedger[] => [suitesLedger(), upgradeLedger(), chaosLedger()];

/** Everything that is broken in the evidence of a run. */
export const allJudgeDefects = (): readonly JudgeDefect[] => soundLedgers().flatMap(judgeDefects);

/** What every view of a run goes by. */
export const outcomeOf = (entries: readonly Entry[]): Outcome => verdictOf(entries).outcome;

/** A defect is caught when the sound ledger is good and none of the broken ones is; without such ledgers nothing was tried. */
export function tryJudge(
  { id, what, sound, ledgers }: JudgeDefect,
  judge: (entries: readonly Entry[]) => Outcome = outcomeOf,
): Verdict {
  const verdict = { id, where: 'judge' as const, what };
  const before = judge(sound.entries);
  if (before !== 'good')
    return { ...verdict, outcome: 'unknown', said: `the whole ledger is ${before}, not good` };
  if (ledgers.length === 0) return { ...verdict, outcome: 'unknown', said: 'there is no such ledger' };
  const outcomes = ledgers.map(({ entries }) => judge(entries));
  const missed = ledgers[outcomes.indexOf('good')];
  if (missed) return { ...verdict, outcome: 'bad', said: `good though: ${missed.name}` };
  const bad = outcomes.filter((outcome) => outcome === 'bad').length;
  const said = `${bad} bad, ${outcomes.length - bad} unknown`;
  return { ...verdict, outcome: 'good', test: `the verdict on ${outcomes.length} ledgers`, said };
}
