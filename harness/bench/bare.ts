import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdir, mkdtempDisposable, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { NomadClient } from '../nomad/index.ts';
import { waitFor } from '../wait/index.ts';

/** Times of agents that run as plain processes, in milliseconds from the first one's start. */
export interface BareTimes {
  leader: number;
  ready: number;
}

interface Ports {
  http: number;
  rpc: number;
  serf: number;
}

/**
 * Starts one server and some clients as processes on this machine, as a person would by hand: the clients when there is
 * a leader. Returns when every client is ready, and leaves nothing behind.
 */
export async function timeBareCluster(binary: string, clients: number): Promise<BareTimes> {
  await using stack = new AsyncDisposableStack();
  const folder = stack.use(await mkdtempDisposable(join(tmpdir(), 'nomad-e2e-bare-')));
  const started = performance.now();
  const server = await freePorts();
  const boot = async (name: string, ports: Ports, role: object, line: string) => {
    const agent = await startAgent(binary, join(folder.path, name), config(name, ports, role));
    stack.defer(() => end(agent));
    await lineOf(agent, line);
  };
  await boot(
    'server',
    server,
    { server: { enabled: true, bootstrap_expect: 1 } },
    'cluster leadership acquired',
  );
  const leader = performance.now() - started;
  const role = {
    client: {
      enabled: true,
      servers: [`127.0.0.1:${server.rpc}`],
      options: { 'driver.allowlist': 'raw_exec,exec' },
    },
  };
  const names = Array.from({ length: clients }, (_, n) => `client-${n + 1}`);
  await Promise.all(names.map(async (name) => boot(name, await freePorts(), role, 'Nomad agent started')));
  const nomad = stack.use(new NomadClient({ address: `http://127.0.0.1:${server.http}` }));
  await waitFor({
    client: nomad,
    what: `${clients} bare clients ready`,
    timeoutMs: 60_000,
    source: { read: (call) => nomad.nodes.list(call), wakes: ({ Topic }) => Topic === 'Node' },
    until: (nodes) => nodes.filter((node) => node.Status === 'ready').length === clients || undefined,
  });
  return { leader, ready: performance.now() - started };
}

function config(name: string, ports: Ports, role: object): object {
  const at = (port: number) => `127.0.0.1:${port}`;
  return {
    name,
    bind_addr: '127.0.0.1',
    ports,
    advertise: { http: at(ports.http), rpc: at(ports.rpc), serf: at(ports.serf) },
    disable_update_check: true,
    ...role,
  };
}

async function startAgent(binary: string, folder: string, agent: object): Promise<ChildProcess> {
  await mkdir(folder, { recursive: true });
  const file = join(folder, 'agent.json');
  await writeFile(file, JSON.stringify({ ...agent, data_dir: join(folder, 'data') }));
  // A clean environment: AWS_CA_BUNDLE alone makes a client's start fail.
  const child = spawn(binary, ['agent', `-config=${file}`], {
    env: { PATH: process.env.PATH },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  child.stderr?.pipe(createWriteStream(join(folder, 'stderr')));
  return child;
}

async function lineOf(agent: ChildProcess, text: string): Promise<void> {
  if (!agent.stdout) throw new TypeError('an agent is started with its output piped');
  for await (const line of createInterface({ input: agent.stdout })) {
    if (!line.includes(text)) continue;
    agent.stdout.resume();
    return;
  }
  throw new Error(`a bare agent ended before it said "${text}"`);
}

async function end(agent: ChildProcess): Promise<void> {
  if (agent.exitCode !== null || agent.signalCode !== null) return;
  const gone = once(agent, 'exit');
  agent.kill('SIGKILL');
  await gone;
}

async function freePorts(): Promise<Ports> {
  const [http = 0, rpc = 0, serf = 0] = await Promise.all([freePort(), freePort(), freePort()]);
  return { http, rpc, serf };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address ? address.port : 0;
}
