import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { drawOrder } from './draw-order.ts';
import { plainSteps } from './order.ts';
import { readOrder } from './order-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'order-'));
afterAll(() => rmSync(folder, { recursive: true }));

const asked = { from: '1.5.6', to: '1.6.1', servers: 3, clients: 2 };
const order = drawOrder(7, { ...asked, unsupported: true });
const path = join(folder, 'plan.json');
function read(content: unknown) {
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return readOrder(path, asked);
}
const refusal = (code: string, observed: string | RegExp) =>
  expect.objectContaining({ code, exitCode: 2, observed: expect.stringMatching(observed) });
const changed = (change: object) => ({ ...order, ...change });
const withSteps = (...more: object[]) => changed({ steps: [...order.steps, ...more] });

test('what a run has saved, and what a dry run has printed, is read', () => {
  expect(read(order)).toEqual(order);
  expect(read({ notes: [], steps: [], order })).toEqual(order);
});

test.each<[string, unknown, RegExp]>([
  ['torn JSON', JSON.stringify(order).slice(0, 60), /JSON/],
  ['no object', '7', /expected object/],
  ['no steps', changed({ steps: [] }), /Too small/],
  ['a step of another kind', withSteps({ do: 'flood' }), /Invalid discriminator/],
  ['a fault of another kind', withSteps({ do: 'fault', fault: 'flood', node: 'client-1' }), /agent-killed/],
  ['a step with more than it has', withSteps({ do: 'pause', forMs: 5 }), /Unrecognized key/],
  ['a node that is not there', withSteps({ do: 'reboot', node: 'client-9' }), /client-9 is not a client/],
  ['a reboot of a server', withSteps({ do: 'reboot', node: 'server-2' }), /server-2 is not a client/],
  [
    'a fault of the first server',
    withSteps({ do: 'fault', fault: 'server-killed', node: 'server-1' }),
    /server-killed cannot hit server-1/,
  ],
  ['an agent that is not there', withSteps({ do: 'upgrade', agent: 'follower-3' }), /has no follower-3/],
  ['an agent twice', withSteps({ do: 'upgrade', agent: 'leader' }), /step 8: leader is upgraded already/],
  ['a client that is put back', withSteps({ do: 'put-back', agent: 'client-1' }), /only a server/],
  ['a server that stays put back', withSteps({ do: 'put-back', agent: 'leader' }), /leader: not upgraded in/],
  [
    'a raft log that is migrated before 2.0.0',
    withSteps({ do: 'migrate', agent: 'leader' }),
    /step 8: Nomad has the WAL log store from 2.0.0 on, and this is 1.6.1/,
  ],
  ['an agent that is left out', changed({ steps: order.steps.slice(1) }), /not upgraded in the end/],
])('a file with %s is refused', (_, content, reason) => {
  expect(() => read(content)).toThrow(refusal('UPGRADE_PLAN_UNREADABLE', reason));
});

/** All servers on the new version, then this. */
const onNew = (...more: object[]) =>
  changed({ to: '2.0.5', steps: [...plainSteps(asked).slice(0, 3), ...more, ...plainSteps(asked).slice(3)] });
const migrate = (agent: string) => ({ do: 'migrate', agent });

test.each<[string, unknown, RegExp]>([
  ['of a client', onNew(migrate('client-1')), /only a server can migrate its raft log/],
  ['twice', onNew(migrate('leader'), migrate('leader')), /step 5: leader has migrated its raft log already/],
  ['before a way back', onNew(migrate('leader'), { do: 'put-back', agent: 'leader' }), /cannot read it/],
  [
    'too early',
    changed({ to: '2.0.5', steps: [migrate('leader'), ...plainSteps(asked)] }),
    /not upgraded yet/,
  ],
])('a raft log that is migrated %s is refused', (_, content, reason) => {
  writeFileSync(path, JSON.stringify(content));
  expect(() => readOrder(path, { ...asked, to: '2.0.5' })).toThrow(
    refusal('UPGRADE_PLAN_UNREADABLE', reason),
  );
});

test('a file that is not there is refused', () => {
  expect(() => readOrder(join(folder, 'none'), asked)).toThrow(
    refusal('UPGRADE_PLAN_UNREADABLE', /no such file/),
  );
});

test.each([{ to: '1.6.2' }, { from: '1.5.7' }, { servers: 5 }, { clients: 3 }])(
  'a plan of another upgrade than %j is refused, with the command for it',
  (other) => {
    const refused = {
      ...{ code: 'UPGRADE_PLAN_OTHER', exitCode: 2 },
      next: `npx nomad-e2e upgrade --from 1.5.6 --to 1.6.1 --servers 3 --clients 2 --plan ${path}`,
    };
    writeFileSync(path, JSON.stringify(order));
    expect(() => readOrder(path, { ...asked, ...other })).toThrow(expect.objectContaining(refused));
  },
);
