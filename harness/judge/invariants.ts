import { type Entry, events, judgeLifecycle, lostRecords, unreadableInWords } from '../evidence/index.ts';
import { claimFindings } from './claims.ts';
import { type Finding, note, stop, unknown } from './finding.ts';
import { writersAtOnce } from './one-writer.ts';

/**
 * What holds in every run, whatever it is about: the order of a lifecycle, one writer at a time, no record lost that its writer
 * had acknowledged, a ledger that can be read.
 */
export function invariantFindings(entries: readonly Entry[]): Finding[] {
  return [
    ...unreadableInWords(entries).map((message) => unknown('ledger-unreadable', events.unreadable, message)),
    ...judgeLifecycle(entries).map(({ rule, message, allocation }) =>
      stop(rule, events.allocation, `${message} (allocation ${allocation})`),
    ),
    ...events.writerSpans
      .of(entries)
      .flatMap((seen) =>
        lostRecords(seen).map(({ what }) =>
          stop('record-lost', events.writerSpans, `volume ${seen.volume} has lost a record: ${what}`),
        ),
      ),
    ...writersAtOnce(entries).map(({ volume, a, b, round }) => {
      const message = `${round === undefined ? '' : `${round}: `}${volume} had two writers at once: ${a} and ${b}`;
      const why = expectationOf(entries, 'two-writers', volume);
      return why === undefined
        ? stop('two-writers', events.allocation, message)
        : note('two-writers', events.expected, `${message}; its test expects that: ${why}`);
    }),
    ...claimFindings(entries),
  ];
}

/** Why a test expects this rule to be broken for what carries its scope. */
function expectationOf(entries: readonly Entry[], rule: string, id: string): string | undefined {
  return events.expected.of(entries).find((each) => each.rule === rule && id.startsWith(each.scope))?.why;
}
