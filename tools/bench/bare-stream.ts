import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { extname, join } from 'node:path';
import type { NomadClient } from '../../harness/nomad/index.ts';
import { killed } from './killed.ts';

/** What the reader's process is asked, and what it tells. */
export interface StreamAddress {
  url: string;
  token: string | undefined;
}
export interface Arrival {
  index: number;
  /** Nanoseconds on the machine's monotonic clock. */
  mono: string;
}

/**
 * When the events of each index reached this machine's user space at the earliest that we know of: as a process saw it that does
 * nothing but read the stream, or as our own client did when that was first. All topics, CSI volumes and plugins too.
 */
export class BareStream implements AsyncDisposable {
  readonly #child: ChildProcess;
  readonly #own: Disposable;
  readonly #arrived = new Map<number, bigint>();

  private constructor(child: ChildProcess, own: (note: (index: number) => void) => Disposable) {
    this.#child = child;
    const note = (index: number, mono: bigint) => {
      const known = this.#arrived.get(index);
      if (known === undefined || mono < known) this.#arrived.set(index, mono);
    };
    child.on('message', (told) => {
      const { index, mono } = told as Arrival;
      note(index, BigInt(mono));
    });
    this.#own = own((index) => note(index, process.hrtime.bigint()));
  }

  /** Returns when the stream is connected. */
  static async open(nomad: NomadClient, token: string | undefined): Promise<BareStream> {
    const child = fork(join(import.meta.dirname, `bare-reader${extname(import.meta.filename)}`));
    const ready = once(child, 'message');
    const stream = new BareStream(child, (note) =>
      nomad.events.subscribe((told) => {
        if (told.type === 'event') note(told.event.Index);
      }),
    );
    child.send({ url: `${nomad.address}/v1/event/stream?topic=*&namespace=*`, token });
    await ready;
    return stream;
  }

  /** Nanoseconds on the monotonic clock; undefined for an index without an event. */
  arrivalOf(index: number): bigint | undefined {
    return this.#arrived.get(index);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#own[Symbol.dispose]();
    await killed(this.#child);
  }
}
