import { deadline } from '../../deadline.ts';
import {
  boundOf,
  type Connection,
  overBudget,
  probeOf,
  silentAtEnd,
  wasRefused,
} from '../../disruption/index.ts';
import { type Entry, events } from '../../evidence/index.ts';
import { type Finding, stop, unknown } from '../../judge/index.ts';
import type { NomadClient } from '../../nomad/index.ts';
import { type Beside, eachStep, evidence, type Probe, type UpgradeCheck } from './check.ts';
import { probed, ticks } from './sampling.ts';

/** A connection for each question costs more than one that stays. */
const everyMs: Record<Connection, number> = { reused: 100, new: 250 };
const answerWithinMs = 2000;
/** A line is evidence of what its server answered, and of how it was asked. */
const partOf = (server: string, connection: Connection) =>
  connection === 'reused' ? server : `${server} on a new connection`;

/** The API answers, from each server, on connections that stay open and on new ones. */
export const availability: UpgradeCheck = {
  name: 'availability',
  says: ({ budget }) => ({
    meanwhile: `each server is read from four times a second on a new connection, ${boundOf(budget, 'connect-gap')} ms without any answer are a NO-GO, and ten times on one that stays open: ${boundOf(budget, 'api-gap')} ms without any answer are a NO-GO`,
  }),
  leaves: [
    evidence(events.api, {
      at: eachStep,
      of: ({ servers }) => servers.flatMap((server) => [partOf(server, 'reused'), partOf(server, 'new')]),
      seen: ({ ok, server, connection = 'reused' }) => (ok ? [partOf(server, connection)] : []),
    }),
    ...probed(({ servers }) =>
      servers.flatMap((server) => [`api upgrade ${server}`, `connect upgrade ${server}`]),
    ),
  ],
  meanwhile: (_, beside) => [...apiProbes('upgrade', beside), ...apiProbes('upgrade', beside, 'new')],
  rules: [
    (entries) => overBudget(entries, 'api-gap'),
    (entries) => overBudget(entries, 'connect-gap'),
    silentServers,
  ],
};

/** Read from each server with the consistency that needs a leader (Nomad HTTP API, Consistency Modes). */
export const apiProbes = (
  during: Probe['during'],
  { servers, ledger, stop }: Beside,
  connection: Connection = 'reused',
): Probe[] =>
  servers.map(({ name: server, nomad }) => ({
    ...{ probe: probeOf(connection), server, during },
    async run() {
      // A client of its own: another one's connection, which stays open, must not be taken and closed.
      await using asked = nomad.with({});
      for await (const _ of ticks(everyMs[connection], stop)) {
        const began = performance.now();
        const ok = await succeeds(read(asked, connection, answerLimit(stop)));
        const ms = Math.round(performance.now() - began);
        if (!stop.aborted) ledger.append(events.api, { server, ok, ms, connection });
      }
    },
  }));

function read({ http }: NomadClient, connection: Connection, signal: AbortSignal): Promise<unknown> {
  const query = { prefix: 'no-job-has-this-prefix' };
  const headers = { ...(connection === 'new' && { Connection: 'close' }) };
  return http.json('GET', '/v1/jobs', { query, headers, signal });
}

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
function silentServers(entries: readonly Entry[]): Finding[] {
  const allowed = boundOf(events.plan.of(entries)[0]?.budget ?? [], 'api-gap') ?? Number.POSITIVE_INFINITY;
  return silentAtEnd(entries).flatMap(({ server, stall }) => {
    if (stall.ms <= allowed) return [];
    const says = `${server} had not answered for ${stall.ms} ms at the end of the upgrade`;
    return wasRefused(entries, stall, { connection: 'reused', server })
      ? [stop('server-silent', events.api, says)]
      : [unknown('server-silent', events.api, `${says}; nobody asked meanwhile`)];
  });
}
