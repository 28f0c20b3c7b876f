import { EnvironmentError } from '../errors.ts';
import type { ExecResult } from './node-exec.ts';
import { nodePaths } from './node-paths.ts';

const { agentLog, config, binary } = nodePaths;
const pidFile = '/run/nomad-e2e-agent.pid';
const versionFile = '/run/nomad-e2e-agent.version';

/** What was done to a node's Nomad agent. */
export interface AgentRecord {
  node: string;
  /** `started` when it serves its API; a signal's name when it was sent and, if it ends the process, that is gone. */
  did: 'started' | 'TERM' | 'KILL' | 'INT' | 'STOP' | 'CONT';
  version: string;
  /** How long the agent took to serve its API, or to end. */
  ms?: number;
}

let observer: ((record: AgentRecord) => void) | undefined;

/** Sets who is told of what this process does to agents; undefined = nobody. */
export function onAgent(next: typeof observer): void {
  observer = next;
}

/** Where an agent runs. */
interface Machine {
  name: string;
  exec(command: string[], options?: { signal?: AbortSignal | undefined }): Promise<ExecResult>;
}

/**
 * The Nomad agent of one node, as a process apart from the node: it can be ended, started again or replaced by
 * another version while the node's tasks go on. State is in the node (pid file, version, log), so any process may act on it.
 */
export class NomadAgent {
  readonly #node: Machine;
  #version: string;

  constructor(node: Machine, version: string) {
    this.#node = node;
    this.#version = version;
  }

  /** The version that this process saw last, by its own start or end of the agent; at first the one of the cluster's start. */
  get version(): string {
    return this.#version;
  }

  /**
   * Starts the agent, of the version that ran last unless another is given, and returns, when it serves its HTTP API, the
   * number of its first line in the log.
   * @throws EnvironmentError AGENT_DIED at once when the process ends first, with its last 30 lines.
   */
  async start({
    version,
    signal,
  }: {
    version?: string;
    signal?: AbortSignal | undefined;
  } = {}): Promise<number> {
    const began = performance.now();
    // Another process may have replaced the version that this one knows.
    const chosen = version ?? `$(cat ${versionFile} 2>/dev/null || echo ${this.#version})`;
    const { stdout, exitCode } = await this.#shell(
      `version=${chosen}; echo $version > ${versionFile}
       line=$(($(cat ${agentLog} 2>/dev/null | wc -l) + 1)); echo $line $version
       setsid ${binary('$version')} agent -config=${config} >>${agentLog} 2>&1 </dev/null &
       echo $! > ${pidFile}
       ${untilLine('Nomad agent started', '$line')}`,
      signal,
    );
    const [line, started = this.#version] = stdout.trim().split(' ');
    this.#version = started;
    if (exitCode !== 0) await this.#died();
    this.#tell('started', began);
    return Number(line);
  }

  /**
   * Returns when a line that contains `text` stands in the agent's log.
   * @throws EnvironmentError AGENT_DIED when the agent ends before.
   */
  async waitForLine(
    text: string,
    { fromLine = 1, signal }: { fromLine?: number; signal?: AbortSignal | undefined } = {},
  ) {
    const { exitCode } = await this.#shell(untilLine(text, fromLine), signal);
    if (exitCode !== 0) await this.#died();
  }

  /** Rejects with AGENT_DIED when the agent's process ends; settles at no other time but an abort. */
  async untilDeath(signal?: AbortSignal): Promise<never> {
    await this.#shell(untilGone(`$(cat ${pidFile})`), signal);
    return this.#died();
  }

  /** Sends a signal and returns when the process is gone (for STOP and CONT: when the signal is sent); an agent that is gone already is no error. */
  async stop(name: 'TERM' | 'KILL' | 'INT' | 'STOP' | 'CONT' = 'TERM', signal?: AbortSignal): Promise<void> {
    const began = performance.now();
    const wait = name === 'STOP' || name === 'CONT' ? '' : `&& ${untilGone('$pid')}`;
    await this.#endedBy(`pid=$(cat ${pidFile}) && kill -${name} $pid ${wait}`, signal);
    this.#tell(name, began);
  }

  /**
   * Ends the agent as a service manager does: TERM, and KILL when it has not ended after `graceMs`. Returns whether it
   * had to be killed.
   */
  async end(graceMs: number, signal?: AbortSignal): Promise<{ killed: boolean }> {
    const began = performance.now();
    const seconds = Math.ceil(graceMs / 1000);
    const exitCode = await this.#endedBy(
      `pid=$(cat ${pidFile}); ! kill -TERM $pid || timeout ${seconds} ${untilGone('$pid')}`,
      signal,
    );
    if (exitCode === 0) {
      this.#tell('TERM', began);
      return { killed: false };
    }
    await this.stop('KILL', signal);
    return { killed: true };
  }

  /** Ends the agent and starts it again on the same data, with another version when one is given. */
  async restart(
    options: { version?: string; with?: 'TERM' | 'KILL'; signal?: AbortSignal } = {},
  ): Promise<void> {
    await this.stop(options.with ?? 'TERM', options.signal);
    await this.start(options);
  }

  /** How many lines the agent's log has now. */
  async logLines(): Promise<number> {
    return Number((await this.#shell(`wc -l < ${agentLog}`)).stdout);
  }

  /** The last lines of the agent's log. */
  async logTail(lines = 30): Promise<string> {
    return (await this.#node.exec(['tail', '-n', String(lines), agentLog])).stdout;
  }

  /** The exit code of a script that signals the agent. Notes which version it was. */
  async #endedBy(script: string, signal: AbortSignal | undefined): Promise<number> {
    const { exitCode, stdout } = await this.#shell(
      `${script}; code=$?; cat ${versionFile}; exit $code`,
      signal,
    );
    this.#version = stdout.trim() || this.#version;
    return exitCode;
  }

  async #died(): Promise<never> {
    throw new EnvironmentError('AGENT_DIED', `the Nomad agent of ${this.#node.name} ended`, {
      observed: await this.logTail(),
      next: `read the whole log in the run folder: logs/${this.#node.name}.log`,
    });
  }

  #tell(did: AgentRecord['did'], began: number): void {
    observer?.({ node: this.#node.name, did, version: this.#version, ms: performance.now() - began });
  }

  #shell(script: string, signal?: AbortSignal): Promise<ExecResult> {
    return this.#node.exec(['sh', '-c', script], { signal });
  }
}

/** `tail` looks once a second, unless told otherwise: after a process, and whether who reads from it has ended. */
const follow = (pid: string) => `tail --pid=${pid} -s 0.05`;

/** A command that ends when the process is gone. */
const untilGone = (pid: string) => `${follow(pid)} -f /dev/null`;

/** A command that succeeds when the text stands in the agent's log, from that line on, and fails when the agent ends before. */
const untilLine = (text: string, fromLine: number | string) =>
  `${follow(`$(cat ${pidFile})`)} -n +${fromLine} -F ${agentLog} 2>/dev/null | grep -F -m1 -q -- ${quoted(text)}`;

/** One word of a shell's command, whatever it holds. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
