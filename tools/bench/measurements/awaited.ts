import { Awaiter, type AwaitOrder } from '../awaiter.ts';
import { startBareCluster } from '../bare-cluster.ts';
import type { BenchContext, Measurement } from '../measurement.ts';
import { place } from '../placed.ts';

const sizes = [100, 1000, 3000, 10_000];
const timeoutMs = 600_000;
const [most = 0] = sizes.toReversed();

/**
 * Many allocations awaited at once by one client, through its one event stream. Their end comes without the work of running
 * them: the clients that they are placed on stand still, and Nomad calls them lost when it is told to forget these.
 */
export const awaited: Measurement = {
  name: 'awaited',
  what: `the end of up to ${most} allocations awaited at once, through one event stream`,
  limitMs: 1_800_000,
  figures: {
    memory: {
      what: 'memory of the awaiting process, at most',
      unit: 'MB',
      per: 'awaited',
      goals: [{ of: 'max', atMost: 300, at: most }],
    },
    live: {
      what: 'of it in use while all wait, without garbage',
      unit: 'MB',
      per: 'awaited',
      goals: [{ of: 'max', atMost: 150, at: most }],
    },
    cpu: {
      what: 'processor time of all waits',
      unit: 's',
      per: 'awaited',
      goals: [{ of: 'exponent', atMost: 1.2 }],
    },
    seen: { what: 'until the last wait was over', unit: 's', per: 'awaited' },
    requests: { what: 'requests a wait', unit: '', per: 'awaited' },
  },
  async run(context) {
    for (const size of sizes) {
      await once(context, size);
      context.line(`${size} awaited`);
    }
  },
};

async function once({ binary, signal, sample }: BenchContext, size: number): Promise<void> {
  // Room on paper only: nothing runs. Older versions go by the machine's disk, which each client has for itself: 10 MB an allocation.
  const client = { cpu_total_compute: 1_000_000, memory_total_mb: 1_000_000, disk_total_mb: 1_000_000 };
  await using bare = await startBareCluster({ binary, clients: 6, client, signal, patient: true });
  const { nomad, token } = bare;
  for (const agent of bare.clients) agent.signal('SIGSTOP');
  const ids = await place(nomad, { size, runFor: '1h', signal });
  await using awaiter = Awaiter.start();
  const order = { address: nomad.address, token, ids, timeoutMs };
  await awaiter.order(order, signal);
  sample('live', await liveMb(order, signal), size);
  const began = performance.now();
  const nodes = await nomad.nodes.list();
  const [{ maxMb, cpuMs, requests }] = await Promise.all([
    awaiter.over(signal),
    ...nodes.map(({ ID }) => nomad.nodes.purge(ID)),
  ]);
  sample('seen', (performance.now() - began) / 1000, size);
  sample('memory', maxMb, size);
  sample('cpu', cpuMs / 1000, size);
  sample('requests', requests / size, size);
}

/** In a process of its own: to collect its garbage would make the most that is resident less. */
async function liveMb(order: AwaitOrder, signal: AbortSignal): Promise<number> {
  await using awaiter = Awaiter.start();
  const { heapMb } = await awaiter.order({ ...order, collect: true }, signal);
  return heapMb;
}
