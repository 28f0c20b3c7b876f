import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { driverHealthy, sharedPluginId } from '../../harness/csi/index.ts';
import { deadline } from '../../harness/deadline.ts';
import { hasEnded, NomadClient } from '../../harness/nomad/index.ts';
import { removeLeftFolders, tempFolder } from '../../harness/temp-folder.ts';
import { waitFor, waits } from '../../harness/wait/index.ts';
import { BareAgent, freePorts, type Ports } from './bare-agent.ts';
import { csiDriverJob, stateFolder } from './jobs.ts';
import { endProcessesOf, markOf } from './left-agents.ts';

export interface BareClusterOptions {
  binary: string;
  servers?: 1 | 3;
  clients: number;
  signal: AbortSignal;
  /** More for each client's `client` block. */
  client?: object;
  /** Servers do not miss a client that stands still. */
  patient?: boolean;
}

/** Agents as plain processes, with the times in milliseconds from the first one's start. */
export interface BareCluster extends AsyncDisposable {
  nomad: NomadClient;
  /** The management token. */
  token: string;
  /** Folder of all of it. */
  folder: string;
  leaderMs: number;
  readyMs: number;
  clients: readonly BareAgent[];
  /** Runs our CSI driver as a process on every client; returns when it is healthy on all. */
  pluginHealthy(): Promise<void>;
}

const timeoutMs = 120_000;

/**
 * Starts servers, and clients when there is a leader, as a person would by hand, and returns when every client is ready.
 * Disposing it leaves nothing behind: tasks, agents, mounts, files.
 */
export async function startBareCluster(options: BareClusterOptions): Promise<BareCluster> {
  const { binary, servers = 1, clients, signal } = options;
  await using stack = new AsyncDisposableStack();
  await removeLeftFolders('bare', async (left) => {
    await endProcessesOf(left);
    await removeFolder(left);
  });
  const { path: folder } = await tempFolder('bare');
  stack.defer(() => removeFolder(folder));
  const boot = async (name: string, ports: Ports, role: object) => {
    signal.throwIfAborted();
    const env = markOf(folder);
    return stack.use(await BareAgent.start({ binary, folder: join(folder, name), name, ports, role, env }));
  };
  const started = performance.now();
  const since = () => performance.now() - started;
  const ports = await Promise.all(Array.from({ length: servers }, freePorts));
  const serving = await Promise.all(
    ports.map((own, n) => boot(`server-${n + 1}`, own, serverRole(own, ports, options.patient))),
  );
  await Promise.race(serving.map((agent) => agent.waitForLine('cluster leadership acquired')));
  for (const agent of serving) agent.letGo();
  const address = `http://127.0.0.1:${ports[0]?.http}`;
  const token = await firstToken(address, signal);
  const leaderMs = since();
  const agents = await Promise.all(
    Array.from({ length: clients }, async (_, n) => {
      const name = `c${n + 1}`;
      const role = clientRole(ports, { ...options.client, state_dir: stateFolder(folder, name) });
      return await boot(name, await freePorts(), role);
    }),
  );
  await Promise.all(agents.map((agent) => agent.waitForLine('Nomad agent started')));
  for (const agent of agents) agent.letGo();
  const nomad = stack.use(new NomadClient({ address, token }));
  stack.defer(() => endJobs(nomad));
  await waitFor({
    client: nomad,
    what: `${clients} bare clients ready`,
    ...{ timeoutMs, signal },
    source: { read: (call) => nomad.nodes.list(call), wakes: ({ Topic }) => Topic === 'Node' },
    until: (nodes) => nodes.filter((node) => node.Status === 'ready').length === clients || undefined,
  });
  const readyMs = since();
  const all = stack.move();
  return {
    ...{ nomad, token, folder, leaderMs, readyMs, clients: agents },
    async pluginHealthy() {
      const driver = csiDriverJob(folder);
      await nomad.jobs.register(driver);
      await driverHealthy(nomad, {
        id: sharedPluginId,
        nodes: clients,
        jobs: [driver.ID],
        timeoutMs,
        signal,
      });
    },
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  };
}

async function firstToken(address: string, signal: AbortSignal): Promise<string> {
  await using nobody = new NomadClient({ address });
  return (await nobody.acl.bootstrap({ signal })).SecretID;
}

function serverRole(own: Ports, all: readonly Ports[], patient = false): object {
  const others = all.filter((ports) => ports !== own).map(({ serf }) => `127.0.0.1:${serf}`);
  const join = others.length > 0 && { server_join: { retry_join: others, retry_interval: '1s' } };
  const patience = patient && { heartbeat_grace: '1h' };
  return { server: { enabled: true, bootstrap_expect: all.length, ...join, ...patience } };
}

function clientRole(servers: readonly Ports[], more: object = {}): object {
  return {
    client: {
      enabled: true,
      servers: servers.map(({ rpc }) => `127.0.0.1:${rpc}`),
      options: { 'driver.allowlist': 'raw_exec,exec,mock_driver' },
      ...more,
    },
    plugin: [{ raw_exec: [{ config: [{ enabled: true }] }] }],
  };
}

/** Processes of tasks outlive their agent, so each job is stopped first. */
async function endJobs(nomad: NomadClient): Promise<void> {
  // A node that is frozen or forgotten ends nothing; the end of its agent is next.
  const limits = { timeoutMs: 20_000, signal: deadline({ what: 'end of the jobs', ms: 20_000 }) };
  const jobs = await nomad.jobs.list('', limits).catch(() => []);
  await Promise.allSettled(
    jobs.map(async ({ ID }) => {
      await nomad.jobs.stop(ID);
      await waits.allocationsOf(nomad, ID, (stubs) => stubs.every(hasEnded) || undefined, limits);
    }),
  );
}

/** Nomad mounts a file system for each task's secrets. */
async function removeFolder(folder: string): Promise<void> {
  const mounts = (await readFile('/proc/self/mounts', 'utf8'))
    .split('\n')
    .map((line) => line.split(' ')[1] ?? '');
  const own = mounts.filter((path) => path.startsWith(`${folder}/`));
  for (const path of own.reverse()) await execa('umount', ['-l', path], { reject: false });
  await rm(folder, { recursive: true, force: true });
}
