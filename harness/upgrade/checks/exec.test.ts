import { expect, test } from 'vitest';
import { fakeEntry } from '../../evidence/fake-entry.ts';
import { events } from '../../evidence/index.ts';
import type { Step } from '../steps.ts';
import type { Stage } from './check.ts';
import { exec } from './exec.ts';
import { allocation, fakeStage } from './fake-stage.ts';

const both = ['client-1', 'client-2'];
const running = both.map((client) => allocation(client, 'running'));
const step = (name: string, role: 'server' | 'client', does: Step['does']) =>
  ({ name, does, node: { name: name.split(' ')[1], role } }) as Step;
const steps = [
  step('1/3 server-1', 'server', { do: 'upgrade', agent: 'leader' }),
  step('2/3 client-2', 'client', { do: 'reboot', node: 'client-2' }),
  step('3/3 client-1', 'client', { do: 'upgrade', agent: 'client-1' }),
];

/** What is tried before and after these steps, where a command ends with this exit code. */
async function tried(exitCode: number, allocations: object[] = running) {
  const answer = (_: string, url: string) => (url.includes('/allocations') ? allocations : undefined);
  const { stage, lines } = await fakeStage(answer, { steps } as Partial<Stage>, exitCode);
  await exec.before?.('before', stage);
  for (const { name } of steps) await exec.observe?.(name, stage);
  return lines.map(([, line]) => [line.step, line.client, line.refused]);
}

test('a command is run on each client before the first step, and where an agent was replaced', async () => {
  expect(await tried(0)).toEqual([
    ...both.map((client) => ['before', client, undefined]),
    ['3/3 client-1', 'client-1', undefined],
  ]);
});

test('a command that ends with another exit code is refused', async () => {
  expect((await tried(7)).at(-1)).toEqual([
    '3/3 client-1',
    'client-1',
    'NOMAD_EXEC: /bin/true ended with exit code 7',
  ]);
});

test('a task that did not live through the step is no task of the old version', async () => {
  const [, , refused] = (await tried(0, [...running, allocation('client-1', 'failed')])).at(-1) ?? [];
  expect(refused).toContain('on client-1 is failed');
});

test('clients whose tasks refuse for the same reason are one finding', () => {
  const line = (client: string, refused?: string) =>
    fakeEntry(events.execTried.name, { step: `of ${client}`, client, ms: 1, refused });
  const shut = (id: string) => `exec in task place of allocation ${id} ended: no reason`;
  const entries = [
    line('client-0'),
    line('client-1', shut('a1')),
    line('client-2', shut('a2')),
    line('client-3', 'x'),
  ];
  const messages = exec.rules?.flatMap((rule) => rule(entries).map(({ message }) => message));
  expect(messages).toEqual([
    'of client-1: no command could be run in an exec task on client-1, client-2: exec in task place ended: no reason',
    'of client-3: no command could be run in an exec task on client-3: x',
  ]);
});
