import { judgeChaos } from '../chaos/index.ts';
import { explain } from '../errors.ts';
import { type Entry, events } from '../evidence/index.ts';
import {
  type Finding,
  interruptedRule,
  type RunKind,
  type RunVerdict,
  suiteFindings,
  unknown,
  verdictFrom,
} from '../judge/index.ts';
import { mayHave } from '../regression/index.ts';
import { judge as judgeUpgrade } from '../upgrade/index.ts';
import { isVersion } from '../version/index.ts';

/**
 * The verdict on a run, by all lines of its ledgers: the one that its exit code, its reports and `judge` go by. A run that did
 * not come to its end is never good; what was bad until then stays bad.
 */
export function verdictOf(entries: readonly Entry[]): RunVerdict {
  const kind = kindOf(entries);
  const versions = events.run.of(entries).flatMap((run) => run.versions);
  const found = findingsOf(kind, entries).map((finding) => graded(finding, versions));
  const [end] = endFindings(entries);
  // What an unfinished run lacks is one finding, not one for each thing that was still to come.
  const findings = end ? [...found.filter(({ severity }) => severity !== 'unknown'), end] : found;
  return { kind, ...verdictFrom(findings) };
}

/** What the run was about that wrote these lines. */
function kindOf(entries: readonly Entry[]): RunKind {
  if (entries.some(events.plan.is)) return 'upgrade';
  return entries.some(events.chaosBegin.is) ? 'chaos' : 'suites';
}

/** By the first attempt of chaos: later ones fail on purpose, in the search for the shortest schedule. */
export const firstAttempt = (entries: readonly Entry[]) =>
  entries.filter(({ id }) => id === undefined || id === 'chaos-0');

function findingsOf(kind: RunKind, entries: readonly Entry[]): readonly Finding[] {
  try {
    if (kind === 'upgrade') return judgeUpgrade(entries).findings;
    return kind === 'chaos' ? judgeChaos(firstAttempt(entries)).findings : suiteFindings(entries);
  } catch (error) {
    return [unknown('not-judged', events.run, `this version cannot judge the run: ${explain(error)}`)];
  }
}

/** What a known bug may be the reason for, on a version that may have it, is worth knowing and not bad. */
function graded(finding: Finding, versions: readonly string[]): Finding {
  const { bugs = [], message } = finding;
  const bug = bugs.find((id) => versions.some((version) => isVersion(version) && mayHave(id, version)));
  if (bug === undefined) return finding;
  return { ...finding, severity: 'note', message: `it may be the known bug ${bug}: ${message}` };
}

function endFindings(entries: readonly Entry[]): Finding[] {
  const [interrupted] = events.runInterrupted.of(entries);
  if (interrupted) {
    const message = `it was interrupted (${interrupted.reason}): this is what was run so far`;
    return [unknown(interruptedRule, events.runInterrupted, message)];
  }
  if (entries.some(events.runEnded.is)) return [];
  return [
    unknown(
      'unfinished',
      events.runEnded,
      'it never came to its end: its process was killed, or the machine',
    ),
  ];
}
