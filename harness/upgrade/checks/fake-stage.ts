import { onTestFinished } from 'vitest';
import type { Kind } from '../../evidence/index.ts';
import { execServer, text } from '../../nomad/fake-exec.ts';
import { json } from '../../nomad/fake-nomad.ts';
import { NomadClient } from '../../nomad/index.ts';
import type { Stage } from './check.ts';

/** What a Nomad answers; of nothing it has a registration that is evaluated and without a placement. */
type Answer = (method: string, url: string, body: string) => unknown;

/** For unit tests: a rehearsal with client-1 and the canary client-2 on a Nomad that answers as the test says. */
export async function fakeStage(answer: Answer, changes: Partial<Stage> = {}, exitCode = 0) {
  const asked: string[] = [];
  const fake = await execServer(
    (socket) => socket.write(text({ exited: true, result: { exit_code: exitCode } })),
    [],
    ({ method = '', url = '' }, response, body) => {
      if (url.startsWith('/v1/event/stream')) return void response.writeHead(200).flushHeaders();
      asked.push(`${method} ${url.split('?')[0]}`);
      json(response, answer(method, url, body) ?? { EvalID: 'e', ID: 'e', Status: 'complete' });
    },
  );
  const nomad = new NomadClient({ address: fake.address });
  onTestFinished(async () => {
    await nomad[Symbol.asyncDispose]();
    await fake[Symbol.asyncDispose]();
  });
  const lines: [kind: string, line: Record<string, unknown>][] = [];
  const clients = ['client-1', 'client-2'].map((name) => ({ name, nomadNodeId: name }));
  const stage = {
    ...{ from: '1.11.3', to: '2.0.5', mode: 'in-place', steps: [], canary: clients[1], inject: [] },
    cluster: { nomad, clients, servers: [], images: { job: 'job:1' } },
    ledger: {
      append: (kind: Kind<object>, line: Record<string, unknown>) => void lines.push([kind.name, line]),
    },
    ...{ signal: new AbortController().signal, onProgress: () => {} },
    ...changes,
  } as unknown as Stage;
  return { stage, lines, asked };
}

/** An allocation as Nomad lists it. */
export const allocation = (NodeName: string, ClientStatus: string, more: object = {}) => ({
  ...{ ID: `a-${NodeName}-${ClientStatus}`, Name: 'a', NodeID: NodeName, NodeName, JobID: 'j' },
  ...{ TaskGroup: 'place', DesiredStatus: 'run', ClientStatus, CreateIndex: 1, ...more },
});
