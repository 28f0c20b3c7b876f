import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir, open, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { EnvironmentError } from '../../harness/errors.ts';
import { freePort } from '../../harness/free-port.ts';
import { killed } from './killed.ts';

export interface Ports {
  http: number;
  rpc: number;
  serf: number;
}

export interface BareAgentOptions {
  binary: string;
  /** For its configuration, data and output. */
  folder: string;
  name: string;
  ports: Ports;
  /** Its server, client and plugin blocks. */
  role: object;
  /** For it and all that it starts. */
  env: Record<string, string>;
}

/** A Nomad agent as a plain process of this machine, as a person would start it by hand. */
export class BareAgent implements AsyncDisposable {
  readonly #child: ChildProcess;
  readonly #lines: AsyncIterator<string>;
  readonly #name: string;

  private constructor(child: ChildProcess, name: string) {
    if (!child.stdout) throw new TypeError('an agent is started with its output piped');
    this.#child = child;
    this.#name = name;
    this.#lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  }

  static async start({ binary, folder, name, ports, role, env }: BareAgentOptions): Promise<BareAgent> {
    await mkdir(folder, { recursive: true });
    const file = join(folder, 'agent.json');
    const data = { data_dir: join(folder, 'data') };
    await writeFile(file, JSON.stringify({ ...base(name, ports), ...role, ...data }));
    // A clean environment: AWS_CA_BUNDLE alone makes a client's start fail.
    await using errors = await open(join(folder, 'stderr'), 'w');
    const child = spawn(binary, ['agent', `-config=${file}`], {
      env: { PATH: process.env.PATH, ...env },
      stdio: ['ignore', 'pipe', errors.fd],
    });
    child.on('error', () => undefined); // waitForLine reports the end of its output
    return new BareAgent(child, name);
  }

  /** Returns when a line of its output holds this. Lines are passed once. @throws EnvironmentError BARE_AGENT_DIED */
  async waitForLine(text: string): Promise<void> {
    while (true) {
      const { value, done } = await this.#lines.next();
      if (done) break;
      if (value.includes(text)) return;
    }
    throw new EnvironmentError('BARE_AGENT_DIED', `bare agent ${this.#name} ended before it said "${text}"`, {
      next: 'npx nomad-e2e doctor',
    });
  }

  /** Reads on, so that a full pipe does not hold the agent up. */
  letGo(): void {
    this.#child.stdout?.removeAllListeners();
    this.#child.stdout?.resume();
  }

  signal(name: NodeJS.Signals): void {
    this.#child.kill(name);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await killed(this.#child);
  }
}

function base(name: string, ports: Ports): object {
  const at = (port: number) => `127.0.0.1:${port}`;
  return {
    name,
    bind_addr: '127.0.0.1',
    ports,
    advertise: { http: at(ports.http), rpc: at(ports.rpc), serf: at(ports.serf) },
    disable_update_check: true,
    // It is root on this machine, so nobody else may give it work.
    acl: { enabled: true },
  };
}

export async function freePorts(): Promise<Ports> {
  const [http = 0, rpc = 0, serf = 0] = await Promise.all([freePort(), freePort(), freePort()]);
  return { http, rpc, serf };
}
