import type { Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { deadline } from '../../deadline.ts';
import { boundOf, overBudget, type Stream } from '../../disruption/index.ts';
import { explain } from '../../errors.ts';
import { events } from '../../evidence/index.ts';
import type { NomadClient } from '../../nomad/index.ts';
import { canaryOf } from '../plan/order.ts';
import { systemJob } from '../workload/workload.ts';
import { answerLimit } from './availability.ts';
import { type Beside, eachStep, evidence, type Owing, type Probe, type UpgradeCheck } from './check.ts';
import { clientNames } from './runs-on.ts';
import { probed, ticks } from './sampling.ts';

/** Of the system job, which runs on each client. */
const task = 'watch';
const kinds: readonly Stream[] = ['exec', 'logs'];
const soundEveryMs = 500;
/** Nobody watches a silent stream for longer than this: it is closed and opened anew. */
const givenUpAfterMs = 5000;
const openedAgainAfterMs = 250;

/** The canary is drained again and again. */
const clientsOf = ({ clients }: Pick<Owing, 'clients'>) =>
  clients.filter((client) => client !== canaryOf(clients));
const partsOf = (owing: Owing, during = '') =>
  kinds.flatMap((kind) => clientsOf(owing).map((client) => `${kind}${during} ${client}`));

/** An exec session and a log stream to each client stay open: what ends one costs the time until it is open again. */
export const streams: UpgradeCheck = {
  name: 'streams',
  says: ({ budget }) => ({
    meanwhile: `an exec session and a log stream to each client are kept open: ${boundOf(budget, 'exec-stall')} and ${boundOf(budget, 'log-stall')} ms of silence are a NO-GO`,
  }),
  leaves: [
    evidence(events.stream, {
      at: eachStep,
      of: (owing) => partsOf(owing),
      seen: ({ stream, client, did }) => (did === 'heard' ? [`${stream} ${client}`] : []),
    }),
    ...probed((owing) => partsOf(owing, ' upgrade')),
  ],
  meanwhile: (stage, beside) =>
    kinds.flatMap((kind) =>
      clientsOf({ clients: clientNames(stage) }).map(
        (client): Probe => ({
          ...{ probe: kind, client, during: 'upgrade' },
          run: () => keepOpen(kind, client, beside),
        }),
      ),
    ),
  rules: [(entries) => overBudget(entries, 'exec-stall'), (entries) => overBudget(entries, 'log-stall')],
};

/** Opens the stream again whenever it ended, through the next server, as a load balancer does. */
async function keepOpen(stream: Stream, client: string, { servers, ledger, stop }: Beside): Promise<void> {
  for (let turn = 0; !stop.aborted; turn++) {
    const server = servers[turn % servers.length];
    if (!server) return;
    let which = { stream, client, server: server.name, allocation: '' };
    let heard = false;
    const note = (did: 'opened' | 'heard') => {
      heard ||= did === 'heard';
      if (!stop.aborted) ledger.append(events.stream, { ...which, did });
    };
    const over = (error: string) => {
      // A server opens a session before it asks the client: one through which nothing came was none.
      const did = heard ? 'cut' : 'refused';
      if (!stop.aborted) ledger.append(events.stream, { ...which, did, error });
    };
    try {
      which = { ...which, allocation: await runningOn(client, server.nomad, stop) };
      over(await followed(stream, which.allocation, { nomad: server.nomad, note, stop }));
    } catch (error) {
      over(explain(error).split('\n')[0] ?? '');
    }
    await pause(openedAgainAfterMs, undefined, { signal: stop, ref: false }).catch(() => undefined);
  }
}

async function runningOn(client: string, nomad: NomadClient, stop: AbortSignal): Promise<string> {
  const all = await nomad.jobs.allocations(systemJob, { signal: answerLimit(stop) });
  const found = all.find(
    (each) => each.NodeName === client && each.ClientStatus === 'running' && each.DesiredStatus === 'run',
  );
  if (!found) throw new Error(`no allocation of ${systemJob} runs on ${client}`);
  return found.ID;
}

interface Following {
  nomad: NomadClient;
  note: (did: 'opened' | 'heard') => void;
  stop: AbortSignal;
}

/** Follows one stream until it ends or is given up, and returns why. @throws what keeps it from being opened */
async function followed(
  stream: Stream,
  allocation: string,
  { nomad, note, stop }: Following,
): Promise<string> {
  const closing = new AbortController();
  const signal = AbortSignal.any([stop, closing.signal]);
  let [heardAt, notedAt] = [performance.now(), 0];
  const onOutput = () => {
    heardAt = performance.now();
    // One line for each sound: what comes in pieces is one.
    if (heardAt - notedAt < soundEveryMs / 2) return;
    notedAt = heardAt;
    note('heard');
  };
  const open = { exec: openEcho, logs: openLog }[stream];
  const { sound, ended } = await inTime(open(allocation, { nomad, signal, onOutput }), closing, stop);
  note('opened');
  heardAt = performance.now();
  void ended.then((why) => closing.abort(new Error(why)));
  for await (const _ of ticks(soundEveryMs, signal)) {
    if (performance.now() - heardAt <= givenUpAfterMs) sound();
    else closing.abort(new Error(`given up after ${givenUpAfterMs} ms of silence`));
  }
  return explain(closing.signal.reason ?? stop.reason).split('\n')[0] ?? '';
}

/** Waits for a stream to open, and closes it where that takes too long. */
async function inTime(
  opening: Promise<Opened>,
  closing: AbortController,
  stop: AbortSignal,
): Promise<Opened> {
  const limit = deadline({ what: 'opening of a stream', ms: givenUpAfterMs, signal: stop });
  const onLate = () => closing.abort(limit.reason);
  limit.addEventListener('abort', onLate, { once: true });
  try {
    return await opening;
  } finally {
    limit.removeEventListener('abort', onLate);
  }
}

interface Opening {
  nomad: NomadClient;
  signal: AbortSignal;
  onOutput: () => void;
}

/** An open stream: what makes it sound, and why it ended. */
interface Opened {
  sound: () => void;
  ended: Promise<string>;
}

/** What is sent to it comes back. */
async function openEcho(allocation: string, { nomad, signal, onOutput }: Opening): Promise<Opened> {
  const command = ['cat'];
  const session = await nomad.allocations.openExec(allocation, { task, command, signal, onOutput });
  return { sound: () => session.send('.\n'), ended: session.ended };
}

/** Why it ended. */
async function readToEnd(body: Readable, onOutput: () => void): Promise<string> {
  try {
    for await (const _ of body) onOutput();
    return 'the server ended it';
  } catch (error) {
    return explain(error);
  }
}

/** The task writes to it by itself. */
async function openLog(allocation: string, { nomad, signal, onOutput }: Opening): Promise<Opened> {
  const log = { task, type: 'stdout', origin: 'end' } as const;
  const body = await nomad.allocations.followLogs(allocation, log, { signal });
  return { sound: () => undefined, ended: readToEnd(body, onOutput) };
}
