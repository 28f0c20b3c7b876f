import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, open, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import { deadline } from '../../harness/deadline.ts';

/** A Nomad cluster of somebody else on this machine, whose jobs are named as ours are. */
export interface ForeignNomad extends AsyncDisposable {
  address: string;
  /** What is in it now, by name: equal when nobody has touched it. */
  seen(): Promise<Record<string, string>>;
}

const jobs = ['nomad-e2e-mzzzzzzz0000-lifecycle-main', 'nomad-e2e-nightly', 'nomad-e2e-hostpath'];
const variable = `nomad/jobs/${jobs[0]}`;

/** Starts a development agent and its jobs. */
export async function startForeignNomad(binary: string, folder: string): Promise<ForeignNomad> {
  const tmp = join(folder, 'tmp');
  await mkdir(tmp, { recursive: true });
  const [http, rpc, serf] = [await freePort(), await freePort(), await freePort()];
  const config = join(folder, 'agent.json');
  await writeFile(
    config,
    JSON.stringify({ ports: { http, rpc, serf }, bind_addr: '127.0.0.1', name: 'server-1' }),
  );
  await using log = await open(join(folder, 'agent.log'), 'w');
  const args = ['agent', '-dev', '-config', config];
  // A clean environment: AWS_CA_BUNDLE alone makes a client's start fail.
  const env = { PATH: process.env.PATH, HOME: '/root', TMPDIR: tmp };
  const child = spawn(binary, args, { cwd: folder, env, stdio: ['ignore', log.fd, log.fd], detached: true });
  const ended = once(child, 'exit');
  const address = `http://127.0.0.1:${http}`;
  const stop = async () => {
    child.kill('SIGINT');
    await ended;
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await settled(address, '/v1/nodes', (nodes: { Status: string }[]) => nodes[0]?.Status === 'ready');
    for (const job of jobs) await put(address, '/v1/jobs', { Job: sleeping(job) });
    await put(address, `/v1/var/${variable}`, { Path: variable, Items: { kept: 'of somebody' } });
    for (const job of jobs)
      await settled(address, `/v1/job/${job}/allocations`, (found: Allocation[]) => isRunning(found[0]));
  } catch (error) {
    await stop();
    throw error;
  }
  return { address, seen: () => seen(address), [Symbol.asyncDispose]: stop };
}

const sleeping = (id: string) => ({
  ...{ ID: id, Name: id, Type: 'service', Datacenters: ['dc1'] },
  TaskGroups: [
    {
      Name: 'main',
      Tasks: [{ Name: 'main', Driver: 'raw_exec', Config: { command: '/bin/sleep', args: ['100000000'] } }],
    },
  ],
});

interface Allocation {
  ID: string;
  ClientStatus: string;
  TaskStates: Record<string, { State: string; StartedAt: string; Restarts: number }> | null;
}

const isRunning = (allocation: Allocation | undefined) => allocation?.TaskStates?.main?.State === 'running';

async function seen(address: string): Promise<Record<string, string>> {
  const all: Promise<readonly [string, string]>[] = jobs.flatMap((job) => [
    fact(`job ${job}`, `/v1/job/${job}`, ({ Version, JobModifyIndex, Stop }) => [
      Version,
      JobModifyIndex,
      Stop,
    ]),
    fact(`allocations of ${job}`, `/v1/job/${job}/allocations`, (found: Allocation[]) =>
      found.map(({ ID, ClientStatus, TaskStates }) => {
        const { State, StartedAt, Restarts } = TaskStates?.main ?? {};
        return [ID, ClientStatus, State, StartedAt, Restarts];
      }),
    ),
  ]);
  async function fact<T>(name: string, path: string, of: (answer: T & Record<string, unknown>) => unknown) {
    return [
      name,
      await get<T & Record<string, unknown>>(address, path).then(
        (answer) => JSON.stringify(of(answer)),
        String,
      ),
    ] as const;
  }
  all.push(
    fact('list of jobs', '/v1/jobs', (found: { ID: string }[]) => found.map(({ ID }) => ID).sort()),
    fact(`variable ${variable}`, `/v1/var/${variable}`, ({ ModifyIndex, Items }) => [ModifyIndex, Items]),
  );
  return Object.fromEntries(await Promise.all(all));
}

async function get<T>(address: string, path: string): Promise<T> {
  const answer = await fetch(`${address}${path}`);
  if (!answer.ok) throw new Error(`GET ${path}: ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as T;
}

async function put(address: string, path: string, body: object): Promise<void> {
  const answer = await fetch(`${address}${path}`, { method: 'PUT', body: JSON.stringify(body) });
  if (!answer.ok) throw new Error(`PUT ${path}: ${answer.status} ${await answer.text()}`);
}

/** Asks until the answer is as it should be. */
async function settled<T>(address: string, path: string, until: (answer: T) => boolean): Promise<void> {
  const late = deadline({ what: `${path} of the foreign Nomad`, ms: 60_000, machine: true });
  for (;;) {
    late.throwIfAborted();
    if (await get<T>(address, path).then(until, () => false)) return;
    await after(200);
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  return typeof address === 'object' && address ? address.port : 0;
}
