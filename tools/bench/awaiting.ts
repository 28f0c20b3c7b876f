import { readFileSync } from 'node:fs';
import { NomadClient } from '../../harness/nomad/index.ts';
import { waits } from '../../harness/wait/index.ts';
import type { AwaitOrder, AwaitTold } from './awaiter.ts';

process.on('message', (order) => void run(order as AwaitOrder).catch(fail));
process.once('disconnect', () => process.exit());

let onRequest = () => {};
/** One for all orders, as a worker of vitest has one for all its tests. */
let nomad: NomadClient | undefined;

async function run({ address, token, ids, timeoutMs, collect }: AwaitOrder): Promise<void> {
  let requests = 0;
  const before = process.cpuUsage();
  // Each wait has read once; the one more, at first, is the event stream.
  const armedAt = ids.length + (nomad ? 0 : 1);
  onRequest = () => {
    requests += 1;
    if (requests === armedAt) setImmediate(arm, collect);
  };
  nomad ??= new NomadClient({ address, token, onRequest: () => onRequest() });
  await endOf(nomad, ids, timeoutMs);
  const { user, system } = process.cpuUsage(before);
  // What a wait has left is seen when garbage is gone; Node tells it apart only where it was started for that.
  globalThis.gc?.();
  const heapMb = process.memoryUsage().heapUsed / 1e6;
  tell({ maxMb: mostResidentMb(), heapMb, cpuMs: (user + system) / 1000, requests });
}

function arm(collect: boolean | undefined): void {
  if (collect) globalThis.gc?.();
  tell({ armed: true, heapMb: process.memoryUsage().heapUsed / 1e6 });
}

/** Of this program alone: `maxRSS` begins with what the process had that started it. proc_pid_status(5). */
function mostResidentMb(): number {
  const [, kb] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8')) ?? [];
  return Number(kb) / 1000;
}

/** What a wait returns is not kept: a test, too, looks at it and goes on. */
async function endOf(client: NomadClient, ids: readonly string[], timeoutMs: number): Promise<void> {
  await Promise.all(
    ids.map((id) => waits.allocationTerminal(client, id, { timeoutMs }).then(() => undefined)),
  );
}

function tell(what: AwaitTold): void {
  process.send?.(what);
}

function fail(error: unknown): void {
  tell({ error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
}
