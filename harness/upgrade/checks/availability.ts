import { deadline } from '../../deadline.ts';
import { type Entry, events } from '../../evidence/index.ts';
import { type Finding, stop, unknown } from '../../judge/index.ts';
import { type Beside, eachStep, evidence, type Probe, type UpgradeCheck } from './check.ts';
import { probed, ticks } from './sampling.ts';
import { closingGap, longestGap, type Stall, stepSpans, type Window } from './stalls.ts';

const everyMs = 100;
const answerWithinMs = 2000;

/** The API answers, from each server. */
export const availability: UpgradeCheck = {
  name: 'availability',
  says: ({ bounds }) => ({
    meanwhile: `each server is read from ten times a second: ${bounds.apiGapMs} ms without any answer are a NO-GO`,
  }),
  leaves: [
    evidence(events.api, {
      at: eachStep,
      of: ({ servers }) => servers,
      seen: ({ ok, server }) => (ok ? [server] : []),
    }),
    ...probed(({ servers }) => servers.map((server) => `api upgrade ${server}`)),
  ],
  meanwhile: (_, beside) => apiProbes('upgrade', beside),
  rules: [silences],
};

/** Read from each server with the consistency that needs a leader (Nomad HTTP API, Consistency Modes). */
export const apiProbes = (during: Probe['during'], { servers, ledger, stop }: Beside): Probe[] =>
  servers.map(({ name: server, nomad }) => ({
    ...{ probe: 'api', server, during },
    async run() {
      for await (const _ of ticks(everyMs, stop)) {
        const began = performance.now();
        const ok = await succeeds(nomad.jobs.list('no-job-has-this-prefix', { signal: answerLimit(stop) }));
        if (!stop.aborted)
          ledger.append(events.api, { server, ok, ms: Math.round(performance.now() - began) });
      }
    },
  }));

/** How long a probe waits for an answer. */
export const answerLimit = (signal: AbortSignal) =>
  deadline({ what: 'answer of a server', ms: answerWithinMs, signal });

/** Whether a call was answered well. */
export const succeeds = (work: Promise<unknown>) =>
  work.then(
    () => true,
    () => false,
  );

/** Silence is Nomad's where somebody asked meanwhile; else it was the probe that did nothing. */
function silences(entries: readonly Entry[]): Finding[] {
  const { apiGapMs = Number.POSITIVE_INFINITY } = events.plan.of(entries)[0]?.bounds ?? {};
  const samples = events.api.of(entries);
  const finding = (name: string, stall: Stall | undefined, says: (stall: Stall) => string, by?: string) => {
    if (!stall || stall.ms <= apiGapMs) return [];
    const { from, to } = stall;
    const during = samples.filter(
      ({ mono, server }) => mono > from && mono <= to && (by ?? server) === server,
    );
    return during.some(({ ok }) => !ok)
      ? [stop(name, events.api, says(stall))]
      : [unknown(name, events.api, `${says(stall)}; nobody asked meanwhile`)];
  };
  const inAll = ({ ms, step }: Stall) =>
    `no server answered for ${ms} ms (${step}), ${apiGapMs} ms are allowed`;
  const servers = [...new Set(samples.map(({ server }) => server))];
  return [
    ...finding('api-gap', apiGapOf(entries), inAll),
    ...servers.flatMap((server) => {
      const window = apiWindow(entries, server);
      const closing = window && closingGap(answersOf(entries, server), [], window);
      const atEnd = ({ ms }: Stall) => `${server} had not answered for ${ms} ms at the end of the upgrade`;
      return finding('server-silent', closing, atEnd, server);
    }),
  ];
}

/** The longest time without an answer from any server. */
export const apiGapOf = (entries: readonly Entry[]): Stall | undefined =>
  longestGap(answersOf(entries), stepSpans(entries), apiWindow(entries));

/**
 * When the servers were asked during the upgrade, or one of them was; undefined when nobody noted it. Where the machine
 * failed, the window has no end: what was silent then may have been the machine.
 */
function apiWindow(entries: readonly Entry[], server?: string): Window | undefined {
  const isOwn = (each: { probe: string; during: string; server?: string | undefined }) =>
    each.probe === 'api' && each.during === 'upgrade' && (server ?? each.server) === each.server;
  const begins = events.probeBegin.of(entries).filter(isOwn);
  const ends = events.probeEnd.of(entries).filter((end) => isOwn(end) && end.error === undefined);
  if (begins.length === 0) return undefined;
  const open = ends.length === 0 || entries.some(events.rehearsalBroken.is);
  return {
    begin: Math.min(...begins.map(({ mono }) => mono)),
    end: open ? undefined : Math.max(...ends.map(({ mono }) => mono)),
  };
}

/** When the API answered during the upgrade; by this server, if one is named. */
function answersOf(entries: readonly Entry[], server?: string): number[] {
  // What a rollback costs is not the upgrade's.
  const end = entries.find(events.rollbackBegin.is)?.mono ?? Number.POSITIVE_INFINITY;
  return events.api
    .of(entries)
    .filter((each) => each.ok && each.mono < end && (server ?? each.server) === each.server)
    .map(({ mono }) => mono);
}
