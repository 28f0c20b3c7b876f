import type { Readable } from 'node:stream';
import { EnvironmentError } from '../errors.ts';
import { NomadAgent } from './agent.ts';
import { bootAgain } from './boot-again.ts';
import { type Docker, type ExecResult, execInNode } from './node-exec.ts';

export type NodeRole = 'server' | 'client';

/** Names of a cluster's nodes of one role: `server-1`, `server-2`, … */
export function nodeNames(role: NodeRole, count: number): string[] {
  return Array.from({ length: count }, (_, at) => `${role}-${at + 1}`);
}

/** Plain data of a node: what another process needs to act on it. */
export interface NodeDescriptor {
  name: string;
  role: NodeRole;
  containerId: string;
  /** Published HTTP API on this workstation, e.g. `http://127.0.0.1:49160`. */
  nomadAddress: string;
  version: string;
  /** Nomad's id of a client, once it has registered. */
  nomadNodeId?: string;
}

/** One machine of the cluster: a container with its own Docker engine (clients) and a Nomad agent. */
export class ClusterNode {
  readonly name: string;
  readonly role: NodeRole;
  readonly containerId: string;
  readonly agent: NomadAgent;
  /** Nomad's id of a client, known once it has registered. */
  nomadNodeId: string | undefined;
  #nomadAddress: string;
  readonly #machine: () => Docker;

  /** `machine` gives the engine that the node's container is in; it throws where there is no machine of ours. */
  constructor(machine: () => Docker, descriptor: NodeDescriptor) {
    this.name = descriptor.name;
    this.role = descriptor.role;
    this.containerId = descriptor.containerId;
    this.#nomadAddress = descriptor.nomadAddress;
    this.nomadNodeId = descriptor.nomadNodeId;
    this.#machine = machine;
    this.agent = new NomadAgent(this, descriptor.version);
  }

  /** Published HTTP API on this workstation; another one after a reboot. */
  get nomadAddress(): string {
    return this.#nomadAddress;
  }

  get descriptor(): NodeDescriptor {
    const { name, role, containerId, nomadAddress, nomadNodeId } = this;
    const { version } = this.agent;
    return { name, role, containerId, nomadAddress, version, ...(nomadNodeId && { nomadNodeId }) };
  }

  /** Runs a command on the node, with `input` as its standard input. */
  async exec(command: string[], options?: Parameters<typeof execInNode>[3]): Promise<ExecResult> {
    return await execInNode(this.#machine(), this.containerId, command, options);
  }

  /**
   * Runs a shell script on the node and returns its standard output.
   * @throws EnvironmentError NODE_COMMAND_FAILED when it exits other than 0.
   */
  async shell(script: string, options: { signal?: AbortSignal | undefined } = {}): Promise<string> {
    const result = await this.exec(['sh', '-c', script], options);
    this.#require(script, result);
    return result.stdout;
  }

  /**
   * Runs a shell script on the node with this as its input.
   * @throws EnvironmentError NODE_COMMAND_FAILED when it exits other than 0.
   */
  async feed(script: string, input: Readable): Promise<void> {
    this.#require(script, await this.exec(['sh', '-c', script], { input }));
  }

  #require(script: string, { exitCode, stdout, stderr }: ExecResult): void {
    if (exitCode === 0) return;
    throw new EnvironmentError('NODE_COMMAND_FAILED', `a command failed on ${this.name}: ${script}`, {
      observed: `exit code ${exitCode}: ${(stderr || stdout).trim().split('\n').slice(-10).join('\n')}`,
      next: `docker logs ${this.containerId.slice(0, 12)}`,
    });
  }

  /**
   * Puts an image, as `docker save` writes it, into this client's own engine under a name.
   * @throws EnvironmentError NODE_IMAGE_REFUSED with the engine's words
   */
  async loadImage(
    archive: Readable,
    { id, name, signal }: { id: string; name: string; signal?: AbortSignal | undefined },
  ): Promise<void> {
    const loaded = await this.exec(['docker', 'load', '-q'], { input: archive, signal });
    const tagged =
      loaded.exitCode === 0 ? await this.exec(['docker', 'tag', id, name], { signal }) : undefined;
    if (tagged?.exitCode === 0) return;
    throw new EnvironmentError('NODE_IMAGE_REFUSED', `${this.name} did not take the image ${name}`, {
      observed: (tagged ?? loaded).stderr.trim(),
      next: `docker logs ${this.containerId.slice(0, 12)}`,
    });
  }

  /** Kills the whole node with everything on it, as a power cut would; the container stays for a look. */
  async kill(): Promise<void> {
    await this.#machine().getContainer(this.containerId).kill();
  }

  /** Starts the machine again after `kill`, with its disk as it was and without its agent. Returns whether it had ended. */
  async boot(): Promise<boolean> {
    const port = await bootAgain(this.#machine(), this);
    if (port === undefined) return false;
    const address = new URL(this.#nomadAddress);
    address.port = port;
    this.#nomadAddress = address.origin;
    return true;
  }

  /** Removes the node and its data. */
  async remove(): Promise<void> {
    await this.#machine().getContainer(this.containerId).remove({ force: true, v: true });
  }
}
