import { ensurePlugin, readVolumeSpec, sharedPluginId } from '../../../harness/csi/index.ts';
import { jobPath } from '../../../harness/jobs/index.ts';
import {
  type Allocation,
  type CsiPluginListStub,
  type CsiVolume,
  claimsOf,
  type NomadClient,
} from '../../../harness/nomad/index.ts';
import { waits } from '../../../harness/wait/index.ts';
import { BareStream } from '../bare-stream.ts';
import { holder, sleeper } from '../jobs.ts';
import type { BenchCluster, BenchContext, Figure, Measurement } from '../measurement.ts';
import { type Awaited, pollEveryMs, sideBySide } from '../side-by-side.ts';

const kinds = ['running', 'complete', 'claim', 'plugin'] as const;
type Kind = (typeof kinds)[number];

const words: Record<Kind, string> = {
  running: 'allocation running',
  complete: 'allocation complete',
  claim: 'claim released',
  plugin: 'CSI plugin healthy',
};

const timeoutMs = 120_000;
/** Changes a round, and how many are awaited at once. */
const allocations = { changes: 30, atOnce: 3 };
const claims = { changes: 9, atOnce: 3 };
const plugins = { changes: 2, atOnce: 2 };

/** How late a wait sees what happened, and how often it asks, against polling for the same at the same time. */
export const detection: Measurement = {
  name: 'detection',
  what: 'from the arrival of an event on this machine to the awaiting test going on, against polling',
  limitMs: 1_800_000,
  figures: { ...figuresOf(), saved: saved() },
  async run(context) {
    await using booted = await context.startCluster({ servers: 1, clients: 2 });
    await booted.pluginHealthy;
    const { cluster } = booted;
    await using stream = await BareStream.open(cluster.nomad, cluster.descriptor.token);
    await using bench = new Detection(context, booted, stream);
    for (let round = 1; round <= context.rounds; round++) {
      context.line(`${round} of ${context.rounds}`);
      await bench.inTurns(allocations, (n) => bench.allocation(`bench-${round}-${n}`));
      await bench.inTurns(claims, (n) => bench.claim(`bench-claim-${round}-${n}`));
      await bench.inTurns(plugins, (n) => bench.plugin(`bench-plugin-${round}-${n}`));
    }
    bench.sampleRequests();
  },
};

function figuresOf(): Record<string, Figure> {
  const goals = [
    { of: 'median' as const, atMost: 5 },
    { of: 'p99' as const, atMost: 25 },
  ];
  return Object.fromEntries(
    kinds.flatMap((kind): [string, Figure][] => [
      [kind, { what: `${words[kind]}: seen after`, unit: 'ms', goals }],
      ...pollEveryMs.map((ms): [string, Figure] => [
        `${kind}-${ms}`,
        { what: `${words[kind]}: seen after, polled every ${ms} ms`, unit: 'ms' },
      ]),
      [`${kind}-lasted`, { what: `${words[kind]}: length of the wait`, unit: 'ms', detail: true }],
      [`${kind}-requests`, { what: `${words[kind]}: requests a wait`, unit: '' }],
      ...pollEveryMs.map((ms): [string, Figure] => [
        `${kind}-requests-${ms}`,
        { what: `${words[kind]}: requests a wait, polled every ${ms} ms`, unit: '', detail: true },
      ]),
    ]),
  );
}

function saved(): Figure {
  const goals = [{ of: 'median' as const, atLeast: 20 }];
  return { what: 'requests of polling every 100 ms by ours, over all these waits', unit: 'x', goals };
}

/** The waits for one kind of change: on a client of their own, as the tests of a worker have one. */
interface Tally {
  client: NomadClient;
  waits: number;
  requests: number;
  polled: number;
}

/** One cluster's changes, awaited in both ways. */
class Detection implements AsyncDisposable {
  readonly #context: BenchContext;
  readonly #cluster: BenchCluster['cluster'];
  readonly #stream: BareStream;
  readonly #tallies = new Map<Kind, Tally>();

  constructor(context: BenchContext, { cluster }: BenchCluster, stream: BareStream) {
    this.#context = context;
    this.#cluster = cluster;
    this.#stream = stream;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const { client } of this.#tallies.values()) await client[Symbol.asyncDispose]();
  }

  /** Some changes, a few of them at a time. */
  async inTurns(
    { changes, atOnce }: { changes: number; atOnce: number },
    work: (n: number) => Promise<void>,
  ) {
    const numbers = Array.from({ length: changes }, (_, n) => n).values();
    const lane = async () => {
      for (const n of numbers) await work(n);
    };
    await Promise.all(Array.from({ length: atOnce }, lane));
  }

  async allocation(id: string): Promise<void> {
    const { nomad } = this.#cluster;
    await nomad.jobs.register(sleeper(id, { before: between(1, 3), main: between(1, 4) }));
    const allocation = await this.#placed(id);
    const limits = this.#limits;
    const read = (client: NomadClient) => client.allocations.read(allocation);
    await Promise.all([
      this.#detect<Allocation>('running', {
        wait: async (client) => indexOf(await waits.allocationRunning(client, allocation, limits)),
        read,
        // Slow polling may see it only when it has ended.
        holds: ({ TaskStates }) => (TaskStates?.main?.State ?? 'pending') !== 'pending',
        indexOf,
      }),
      this.#detect<Allocation>('complete', {
        wait: async (client) => indexOf(await waits.allocationTerminal(client, allocation, limits)),
        read,
        holds: ({ ClientStatus }) => ClientStatus === 'complete',
        indexOf,
      }),
    ]);
    await nomad.jobs.stop(id, { purge: true });
  }

  async claim(id: string): Promise<void> {
    const { nomad } = this.#cluster;
    const file = jobPath('csi/volume.volume.hcl');
    await nomad.volumes.create(await readVolumeSpec(file, { volume_id: id, plugin_id: sharedPluginId }));
    await nomad.jobs.register(holder(id, { volume: id, seconds: between(1, 4) }));
    const limits = this.#limits;
    await waits.allocationRunning(nomad, await this.#placed(id), limits);
    const free = (volume: CsiVolume) => claimsOf(volume).length === 0;
    await this.#detect<CsiVolume>('claim', {
      wait: async (client) => {
        let index = 0;
        const released = (_: unknown, volume: CsiVolume) => {
          index = indexOf(volume);
          return free(volume);
        };
        await waits.volumeClaims(client, id, released, limits);
        return index;
      },
      read: (client) => client.volumes.read(id),
      holds: free,
      indexOf,
    });
    await nomad.jobs.stop(id, { purge: true });
    await nomad.volumes.delete(id);
  }

  async plugin(id: string): Promise<void> {
    const { nomad, clients } = this.#cluster;
    const { signal } = this.#context;
    const nodes = clients.length;
    const started = ensurePlugin(this.#cluster, { id, signal });
    const detected = this.#detect<CsiPluginListStub | undefined>('plugin', {
      wait: async (client) =>
        indexOf(await waits.pluginHealthy(client, id, { nodes, controllers: nodes, ...this.#limits })),
      read: async (client) => (await client.plugins.list()).find((plugin) => plugin.ID === id),
      holds: (plugin) => plugin?.NodesHealthy === nodes && plugin.ControllersHealthy === nodes,
      indexOf: (plugin) => (plugin ? indexOf(plugin) : Number.POSITIVE_INFINITY),
    });
    await Promise.all([started, detected]);
    await nomad.jobs.stop(`plugin-${id}`, { purge: true });
    await waits.pluginGone(nomad, id, this.#limits);
  }

  /** Requests for each wait, and how many more polling made over all of them. */
  sampleRequests(): void {
    const { sample } = this.#context;
    const all = [...this.#tallies.values()];
    for (const [kind, { waits, requests }] of this.#tallies) sample(`${kind}-requests`, requests / waits);
    const sum = (of: 'requests' | 'polled') => all.reduce((total, tally) => total + tally[of], 0);
    sample('saved', sum('polled') / sum('requests'));
  }

  get #limits() {
    return { timeoutMs, signal: this.#context.signal };
  }

  async #placed(job: string): Promise<string> {
    return waits.allocationsOf(this.#cluster.nomad, job, ([first]) => first?.ID, this.#limits);
  }

  async #detect<S>(kind: Kind, awaited: Awaited<S>): Promise<void> {
    const { signal, sample } = this.#context;
    const tally = this.#tallyOf(kind);
    const both = { nomad: tally.client, polling: this.#cluster.nomad, stream: this.#stream, signal };
    const seen = await sideBySide(awaited, both);
    tally.waits += 1;
    tally.polled += seen.polls[0]?.requests ?? 0;
    sample(`${kind}-lasted`, seen.lastedMs);
    for (const { everyMs, requests } of seen.polls) sample(`${kind}-requests-${everyMs}`, requests);
    if (seen.waitMs === undefined) return;
    sample(kind, seen.waitMs);
    for (const { everyMs, delayMs = Number.NaN } of seen.polls) sample(`${kind}-${everyMs}`, delayMs);
  }

  #tallyOf(kind: Kind): Tally {
    const known = this.#tallies.get(kind);
    if (known) return known;
    const onRequest = () => {
      tally.requests += 1;
    };
    const client = this.#cluster.nomad.with({ onRequest });
    const tally: Tally = { client, waits: 0, requests: 0, polled: 0 };
    this.#tallies.set(kind, tally);
    return tally;
  }
}

const indexOf = (state: object) => Number((state as { ModifyIndex?: number }).ModifyIndex);
const between = (least: number, most: number) => least + Math.random() * (most - least);
