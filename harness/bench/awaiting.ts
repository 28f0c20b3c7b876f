import { NomadClient } from '../nomad/index.ts';
import { waits } from '../wait/index.ts';
import type { AwaitOrder, AwaitTold } from './awaiter.ts';

process.once('message', (order) => void run(order as AwaitOrder).catch(fail));
process.once('disconnect', () => process.exit());

async function run({ address, ids, timeoutMs }: AwaitOrder): Promise<void> {
  let requests = 0;
  const before = process.cpuUsage();
  const onRequest = () => {
    requests += 1;
    // Each wait has read once; the one more is the event stream.
    if (requests === ids.length + 1) tell({ armed: true });
  };
  await using nomad = new NomadClient({ address, onRequest });
  // What a wait returns is not kept: a test, too, looks at it and goes on.
  await Promise.all(
    ids.map((id) => waits.allocationTerminal(nomad, id, { timeoutMs }).then(() => undefined)),
  );
  const { user, system } = process.cpuUsage(before);
  const maxMb = process.resourceUsage().maxRSS / 1000;
  tell({ maxMb, cpuMs: (user + system) / 1000, requests });
}

function tell(what: AwaitTold): void {
  process.send?.(what);
}

function fail(error: unknown): void {
  tell({ error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
}
