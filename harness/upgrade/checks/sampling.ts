import { setInterval } from 'node:timers/promises';
import type { StartedNomadCluster } from '../../cluster/index.ts';
import { explain } from '../../errors.ts';
import { events, type Ledger } from '../../evidence/index.ts';
import { unknown } from '../../judge/index.ts';
import {
  type Beside,
  type Evidence,
  evidence,
  type Owing,
  type Probe,
  rule,
  type UpgradeCheck,
} from './check.ts';

/** Probes see to the end. */
export const sampling: UpgradeCheck = {
  name: 'sampling',
  rules: [
    rule(unknown, events.probeEnd, ({ probe, server, client = server, error }) => {
      const which = client === undefined ? probe : `${probe} of ${client}`;
      const died = error !== undefined && `probe ${which} sampled nothing from here on: ${error}`;
      return { 'probe-died': died };
    }),
  ],
};

/** The begin and the end of probes, each by `<probe> <during>[ <server>]`. */
export function probed(of: (owing: Owing) => readonly string[]): Evidence[] {
  return [events.probeBegin, events.probeEnd].map((kind) =>
    evidence(kind, {
      of,
      seen: ({ probe, during, server, client }) => [
        [probe, during, server, client].filter(Boolean).join(' '),
      ],
    }),
  );
}

/** Runs probes until it is disposed. What they see goes to the ledger. */
export function startProbes(
  { nomad, servers: nodes }: StartedNomadCluster,
  ledger: Ledger,
  probesOf: (beside: Beside) => Probe[],
): AsyncDisposable {
  const stop = new AbortController();
  const servers = nodes.map(({ name, nomadAddress: address }) => ({ name, nomad: nomad.with({ address }) }));
  const end = runProbes(probesOf({ servers, ledger, stop: stop.signal }), ledger);
  return {
    async [Symbol.asyncDispose]() {
      await end(stop);
      await Promise.all(servers.map((server) => server.nomad[Symbol.asyncDispose]()));
    },
  };
}

/**
 * Starts the probes, with a line for the begin of each and one for its end, which an error may bring about: a probe that is
 * dead sees nothing. The function that it returns ends them.
 */
export function runProbes(
  probes: readonly Probe[],
  ledger: Ledger,
): (stop: AbortController) => Promise<void> {
  const alive = new Set<Probe>();
  const running = probes.map(async (each) => {
    const { run, ...which } = each;
    ledger.append(events.probeBegin, which);
    alive.add(each);
    try {
      await run();
    } catch (error) {
      if (alive.delete(each)) ledger.append(events.probeEnd, { ...which, error: explain(error) });
    }
  });
  // Handled from the start: a probe may die long before anybody waits for it.
  const settled = Promise.allSettled(running);
  return async (stop) => {
    const ended = [...alive];
    alive.clear();
    try {
      // Before the abort: samples are due until here, and what is under way then is none.
      for (const { run: _, ...which } of ended) ledger.append(events.probeEnd, which);
    } finally {
      stop.abort();
      await settled;
    }
  };
}

/**
 * A tick each `everyMs` until `stop` aborts, which ends it without an error. Probes sample on a clock: what they measure is the
 * time in which nothing answers, which has no event.
 */
export async function* ticks(everyMs: number, stop: AbortSignal): AsyncGenerator<void> {
  try {
    yield* setInterval(everyMs, undefined, { signal: stop, ref: false });
  } catch (error) {
    if (!stop.aborted) throw error;
  }
}
