import type { StartedNomadCluster } from '../../cluster/index.ts';
import { deadline } from '../../deadline.ts';
import { events, type Ledger } from '../../evidence/index.ts';
import type { NomadClient } from '../../nomad/index.ts';
import { singleVolume } from '../workload/workload.ts';
import { keepTryingForbiddenWriter } from './claim-probe.ts';
import { placeJob } from './place.ts';
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
  const probing = probe(cluster, (servers, stop) => [
    ...servers.map((each) => probeApi(each, ledger, stop)),
    probeSubmit(servers, submitted, ledger, stop),
    ...(claims ? [keepTryingForbiddenWriter(cluster, { volume: singleVolume, ledger, stop })] : []),
  ]);
  return { submitted, ...probing };
}

/** The reading half of {@link startProbes}. */
export function startApiProbe(cluster: StartedNomadCluster, ledger: Ledger): AsyncDisposable {
  return probe(cluster, (servers, stop) => servers.map((each) => probeApi(each, ledger, stop)));
}

function probe(
  cluster: StartedNomadCluster,
  start: (servers: Server[], stop: AbortSignal) => Promise<void>[],
): AsyncDisposable {
  const stop = new AbortController();
  const servers = cluster.servers.map(({ name, nomadAddress }) => ({
    name,
    nomad: cluster.nomad.with({ address: nomadAddress }),
  }));
  const running = start(servers, stop.signal);
  return {
    async [Symbol.asyncDispose]() {
      stop.abort();
      await Promise.allSettled(running);
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
