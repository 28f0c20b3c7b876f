import type { StartedNomadCluster } from '../../cluster/index.ts';
import { deadline } from '../../deadline.ts';
import { events, type Ledger } from '../../evidence/index.ts';
import type { NomadClient } from '../../nomad/index.ts';
import { singleVolume } from '../workload/workload.ts';
import { keepTryingForbiddenWriter } from './claim-probe.ts';
import { placeJob } from './place.ts';
import { type Probe, runProbes } from './run-probes.ts';
import { ticks } from './ticks.ts';

/** A probe samples on a clock: what it measures is the time in which nothing answers, which has no event. */
const apiEveryMs = 100;
const submitEveryMs = 1000;
const answerWithinMs = 2000;

/** Probes that run beside the upgrade until they are disposed. What they see goes to the ledger. */
export interface Probes extends AsyncDisposable {
  /** Ids of the jobs that Nomad has accepted. */
  readonly submitted: readonly string[];
}

/**
 * Reads from each server ten times a second with the consistency that needs a leader (Nomad HTTP API, Consistency
 * Modes), submits a job each second to whichever server takes it; with `claims` it asks each second
 * for a second writer too.
 */
export function startProbes(
  cluster: StartedNomadCluster,
  { ledger, claims }: { ledger: Ledger; claims: boolean },
): Probes {
  const submitted: string[] = [];
  const during = 'upgrade';
  const probing = probeServers(cluster, ledger, (servers, stop) => [
    ...servers.map((each) => apiProbe(each, { during, ledger, stop })),
    { probe: 'submit', during, run: () => probeSubmit(servers, submitted, ledger, stop) },
    ...(claims ? [claimProbe(cluster, { during, ledger, stop })] : []),
  ]);
  return { submitted, ...probing };
}

/** The reading half of {@link startProbes}. */
export function startApiProbe(cluster: StartedNomadCluster, ledger: Ledger): AsyncDisposable {
  return probeServers(cluster, ledger, (servers, stop) =>
    servers.map((each) => apiProbe(each, { during: 'rollback', ledger, stop })),
  );
}

interface Sampling {
  during: Probe['during'];
  ledger: Ledger;
  stop: AbortSignal;
}

const apiProbe = (server: Server, { during, ledger, stop }: Sampling): Probe => ({
  ...{ probe: 'api', server: server.name, during },
  run: () => probeApi(server, ledger, stop),
});

const claimProbe = (cluster: StartedNomadCluster, { during, ledger, stop }: Sampling): Probe => ({
  ...{ probe: 'claim', during },
  run: () => keepTryingForbiddenWriter(cluster, { volume: singleVolume, ledger, stop }),
});

function probeServers(
  cluster: StartedNomadCluster,
  ledger: Ledger,
  probesOf: (servers: Server[], stop: AbortSignal) => Probe[],
): AsyncDisposable {
  const stop = new AbortController();
  const servers = cluster.servers.map(({ name, nomadAddress }) => ({
    name,
    nomad: cluster.nomad.with({ address: nomadAddress }),
  }));
  const end = runProbes(probesOf(servers, stop.signal), ledger);
  return {
    async [Symbol.asyncDispose]() {
      await end(stop);
      await Promise.all(servers.map(({ nomad }) => nomad[Symbol.asyncDispose]()));
    },
  };
}

interface Server {
  name: string;
  nomad: NomadClient;
}

async function probeApi({ name, nomad }: Server, ledger: Ledger, stop: AbortSignal): Promise<void> {
  for await (const _ of ticks(apiEveryMs, stop)) {
    const began = performance.now();
    const ok = await succeeds(nomad.jobs.list('no-job-has-this-prefix', { signal: limit(stop) }));
    if (!stop.aborted)
      ledger.append(events.api, { server: name, ok, ms: Math.round(performance.now() - began) });
  }
}

async function probeSubmit(
  servers: Server[],
  submitted: string[],
  ledger: Ledger,
  stop: AbortSignal,
): Promise<void> {
  let count = 0;
  for await (const _ of ticks(submitEveryMs, stop)) {
    const job = `upgrade-submit-${++count}`;
    let by: string | undefined;
    for (const { name, nomad } of servers) {
      if (by || stop.aborted) break;
      if (await succeeds(nomad.jobs.register(placeJob(job, 'batch'), { signal: limit(stop) }))) by = name;
    }
    if (by) submitted.push(job);
    ledger.append(events.submit, { job, ok: by !== undefined, server: by });
  }
}

const limit = (signal: AbortSignal) => deadline({ what: 'answer of a server', ms: answerWithinMs, signal });

const succeeds = (work: Promise<unknown>) =>
  work.then(
    () => true,
    () => false,
  );
