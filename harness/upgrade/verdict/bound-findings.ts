import { type Entry, events, type RehearsalBounds } from '../../evidence/index.ts';
import { type Finding, stop, unknown } from '../../judge/index.ts';
import { closingGap, type Stall } from './stalls.ts';
import { answersOf, apiWindow, type Silence } from './windows.ts';

/** Who was silent for longer than the stated bounds; nothing for a ledger that states none. */
export function boundFindings(
  entries: readonly Entry[],
  { apiGap, silences }: { apiGap: Stall | undefined; silences: readonly Silence[] },
): Finding[] {
  const bounds = events.plan.of(entries)[0]?.bounds;
  return [
    ...(bounds
      ? [...apiFindings(entries, apiGap, bounds), ...silences.flatMap((each) => stalled(each, bounds))]
      : []),
    ...submitFindings(entries),
    ...deadProbes(entries),
  ];
}

/** Silence is Nomad's where somebody asked meanwhile; else it was the probe that did nothing. */
function apiFindings(
  entries: readonly Entry[],
  gap: Stall | undefined,
  { apiGapMs }: RehearsalBounds,
): Finding[] {
  const samples = events.api.of(entries);
  const asked = ({ from, to }: Stall, server?: string) =>
    samples.some(
      (each) => !each.ok && each.mono > from && each.mono <= to && (server ?? each.server) === each.server,
    );
  const finding = (rule: string, stall: Stall, message: string, server?: string) =>
    asked(stall, server)
      ? [stop(rule, events.api, message)]
      : [unknown(rule, events.api, `${message}; nobody asked meanwhile`)];
  const servers = new Set(samples.map(({ server }) => server));
  return [
    ...(gap && gap.ms > apiGapMs
      ? finding(
          'api-gap',
          gap,
          `no server answered for ${gap.ms} ms (${gap.step}), ${apiGapMs} ms are allowed`,
        )
      : []),
    ...[...servers].flatMap((server) => {
      const window = apiWindow(entries, server);
      const closing = window && closingGap(answersOf(entries, server), [], window);
      if (!closing || closing.ms <= apiGapMs) return [];
      const message = `${server} had not answered for ${closing.ms} ms at the end of the upgrade`;
      return finding('server-silent', closing, message, server);
    }),
  ];
}

function stalled(
  { volume, writer, inside, closing }: Silence,
  { writerStallMs }: RehearsalBounds,
): Finding[] {
  const who = `${writer} of volume ${volume}`;
  return [
    ...(inside && inside.ms > writerStallMs
      ? [
          stop(
            'writer-stall',
            events.volumeRecords,
            `${who} wrote nothing for ${inside.ms} ms (${inside.step}), ${writerStallMs} ms are allowed`,
          ),
        ]
      : []),
    ...(closing && closing.ms > writerStallMs
      ? [
          stop(
            'writer-hung',
            events.volumeRecords,
            `${who} had written nothing for ${closing.ms} ms when it was stopped`,
          ),
        ]
      : []),
  ];
}

function submitFindings(entries: readonly Entry[]): Finding[] {
  const tries = events.submit.of(entries);
  if (tries.length === 0 || tries.some(({ ok }) => ok)) return [];
  return [
    stop('submit-refused', events.submit, `none of ${tries.length} jobs was accepted during the upgrade`),
  ];
}

function deadProbes(entries: readonly Entry[]): Finding[] {
  return events.probeEnd.of(entries).flatMap(({ probe, server, error }) => {
    const which = server === undefined ? probe : `${probe} of ${server}`;
    return error === undefined
      ? []
      : [unknown('probe-died', events.probeEnd, `probe ${which} sampled nothing from here on: ${error}`)];
  });
}
