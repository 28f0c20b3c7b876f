import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { extname, join } from 'node:path';
import { killed } from './killed.ts';

/** What the awaiting process is asked. */
export interface AwaitOrder {
  address: string;
  token: string;
  /** Allocations whose end is awaited. */
  ids: readonly string[];
  timeoutMs: number;
  /** Collect garbage when all waits have read once. */
  collect?: true;
}

/** All waits have read once, with what is then on the heap, in MB. */
export interface Armed {
  armed: true;
  heapMb: number;
}

/** What it tells: that all waits have read once, then how it went. */
export type AwaitTold = Armed | { error: string } | AwaitCost;

export interface AwaitCost {
  /** Most that was resident, of the whole process, in MB. */
  maxMb: number;
  /** What is left on the heap when the waits are over and garbage is gone, in MB. */
  heapMb: number;
  /** Processor time of the awaiting, without start and imports, in ms. */
  cpuMs: number;
  requests: number;
}

/** The harness's waits in a process of their own, so that memory and processor time are theirs alone. */
export class Awaiter implements AsyncDisposable {
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess) {
    this.#child = child;
  }

  static start(): Awaiter {
    const file = join(import.meta.dirname, `awaiting${extname(import.meta.filename)}`);
    return new Awaiter(fork(file, { execArgv: ['--expose-gc'] }));
  }

  /** Returns when every wait has read its state once and goes on waiting. One order at a time. */
  async order(order: AwaitOrder, signal: AbortSignal): Promise<Armed> {
    const armed = this.#told(signal);
    this.#child.send(order);
    const told = await armed;
    if (!('armed' in told)) throw new Error('the awaiting process was over before its waits had read');
    return told;
  }

  /** What it cost, when all waits are over. */
  async over(signal: AbortSignal): Promise<AwaitCost> {
    const told = await this.#told(signal);
    if (!('cpuMs' in told)) throw new Error('the awaiting process was not over');
    return told;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await killed(this.#child);
  }

  async #told(signal: AbortSignal): Promise<Exclude<AwaitTold, { error: string }>> {
    const end = new AbortController();
    const either = { signal: AbortSignal.any([signal, end.signal]) };
    try {
      const [told] = (await Promise.race([
        once(this.#child, 'message', either),
        once(this.#child, 'exit', either).then(([code]) => [{ error: `it ended with ${code}` }]),
      ])) as [AwaitTold];
      if ('error' in told) throw new Error(`the awaiting process failed: ${told.error}`);
      return told;
    } finally {
      end.abort();
    }
  }
}
