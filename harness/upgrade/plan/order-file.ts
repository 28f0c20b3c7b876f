import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { explain, UsageError } from '../../errors.ts';
import { orderFaults, type UpgradeOrder } from './order.ts';
import { flawOf } from './order-flaws.ts';

const name = z.string().min(1);

const step = z.discriminatedUnion('do', [
  z.strictObject({ do: z.literal('upgrade'), agent: name }),
  z.strictObject({ do: z.literal('put-back'), agent: name }),
  z.strictObject({ do: z.literal('migrate'), agent: name }),
  z.strictObject({ do: z.literal('pause') }),
  z.strictObject({ do: z.literal('reboot'), node: name }),
  z.strictObject({ do: z.literal('fault'), fault: z.enum(orderFaults), node: name }),
]);

const order = z.object({
  seed: z.int().min(0).optional(),
  from: name,
  to: name,
  servers: z.int().min(1),
  clients: z.int().min(1),
  steps: z.array(step).min(1),
});

/** What `--dry-run --json` prints holds the order among more. */
const printed = z.object({ order: z.looseObject({}) });

/** What a rehearsal is asked for besides the order. */
type Asked = Pick<UpgradeOrder, 'from' | 'to' | 'servers' | 'clients'>;

/** The order of a file. @throws UsageError UPGRADE_PLAN_UNREADABLE, UPGRADE_PLAN_OTHER for other versions or another number of nodes */
export function readOrder(path: string, asked: Asked): UpgradeOrder {
  const found = parsed(path);
  const shapeOf = ({ from, to, servers, clients }: Asked) =>
    `--from ${from} --to ${to} --servers ${servers} --clients ${clients}`;
  if (shapeOf(found) !== shapeOf(asked)) {
    throw new UsageError('UPGRADE_PLAN_OTHER', `the plan ${path} is of another upgrade`, {
      observed: `it is for ${shapeOf(found)}, asked for was ${shapeOf(asked)}`,
      next: `npx nomad-e2e upgrade ${shapeOf(found)} --plan ${path}`,
    });
  }
  return found;
}

function parsed(path: string): UpgradeOrder {
  try {
    const json: unknown = JSON.parse(readFileSync(path, 'utf8'));
    const whole = printed.safeParse(json);
    const { data, error } = order.safeParse(whole.success ? whole.data.order : json);
    if (error) throw new Error(z.prettifyError(error));
    const flaw = flawOf(data);
    if (flaw !== undefined) throw new Error(flaw);
    return data;
  } catch (cause) {
    throw new UsageError('UPGRADE_PLAN_UNREADABLE', `cannot read the plan ${path}`, {
      observed: explain(cause),
      next: 'name a plan.json or shortest.json that a run of `upgrade --seed` has saved',
      cause,
    });
  }
}
