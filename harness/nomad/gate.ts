/**
 * Lets so many through at once; the others wait in order. A call that waits here is a promise; one that waits in the connection
 * pool is a request with all that belongs to it.
 */
export class Gate {
  #free: number;
  readonly #queue = new Set<() => void>();

  constructor(width: number) {
    this.#free = width;
  }

  /** A place, given back by disposing it. @throws the signal's reason on abort, also while it waits */
  async enter(signal: AbortSignal | undefined): Promise<Disposable> {
    signal?.throwIfAborted();
    if (this.#free > 0) this.#free -= 1;
    else await this.#turn(signal);
    return { [Symbol.dispose]: () => this.#leave() };
  }

  #turn(signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve, reject) => {
      const go = () => {
        signal?.removeEventListener('abort', onAbort);
        resolve();
      };
      const onAbort = () => {
        this.#queue.delete(go);
        reject(signal?.reason);
      };
      signal?.addEventListener('abort', onAbort, { once: true });
      this.#queue.add(go);
    });
  }

  /** The place goes to who has waited longest. */
  #leave(): void {
    const [next] = this.#queue;
    if (!next) {
      this.#free += 1;
      return;
    }
    this.#queue.delete(next);
    next();
  }
}
