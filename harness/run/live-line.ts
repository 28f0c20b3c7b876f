/** What a terminal is to a live line. */
export interface LiveTerminal {
  write(text: string): unknown;
  columns?: number;
}

const clear = '\r\x1b[K';
const redrawMs = 1000;

/**
 * The last line of a terminal, which says what is under way and for how long; lines of progress come above it. Off while
 * another program writes to the same terminal.
 */
export class LiveLine implements Disposable {
  readonly #terminal: LiveTerminal;
  readonly #now: () => number;
  readonly #running = new Map<string, number>();
  readonly #timer: NodeJS.Timeout;
  #others = 0;
  #shown = false;

  constructor(terminal: LiveTerminal, now: () => number = () => performance.now()) {
    this.#terminal = terminal;
    this.#now = now;
    this.#timer = setInterval(() => this.draw(), redrawMs).unref();
  }

  /** Shows a piece of work until the result is disposed of. `alone`: the work itself writes to the terminal. */
  begin(name: string, alone: boolean): Disposable {
    if (alone) this.#others += 1;
    else this.#running.set(name, this.#now());
    this.draw();
    return {
      [Symbol.dispose]: () => {
        if (alone) this.#others -= 1;
        else this.#running.delete(name);
        this.draw();
      },
    };
  }

  /** Writes above the live line. */
  above(text: string): void {
    this.#clear();
    this.#terminal.write(text);
    this.draw();
  }

  draw(): void {
    this.#clear();
    if (this.#others > 0 || this.#running.size === 0) return;
    const works = Array.from(
      this.#running,
      ([name, begin]) => `${name} ${Math.floor((this.#now() - begin) / 1000)} s`,
    );
    this.#terminal.write(`… ${works.join(' · ')}`.slice(0, (this.#terminal.columns || 80) - 1));
    this.#shown = true;
  }

  #clear(): void {
    if (this.#shown) this.#terminal.write(clear);
    this.#shown = false;
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
    this.#clear();
  }
}
