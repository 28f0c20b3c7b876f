const everyMs = 5_000;

/** Says at once, and then every few seconds until it is disposed, what goes on and for how long. */
export class Ticker implements Disposable {
  readonly #onProgress: (line: string) => void;
  readonly #timer: NodeJS.Timeout;
  #started = performance.now();
  #stage = '';
  #detail = '';

  constructor(onProgress: (line: string) => void) {
    this.#onProgress = onProgress;
    // Output on a clock is the purpose here; nothing waits for it.
    this.#timer = setInterval(() => this.#say(), everyMs);
  }

  /** A new stage, whose time starts at zero; the present one goes on. */
  stage(name: string): void {
    if (name === this.#stage) return;
    this.#stage = name;
    this.#detail = '';
    this.#started = performance.now();
    this.#timer.refresh();
    this.#onProgress(name);
  }

  /** How far the stage is; shown with the next line. */
  detail(text: string): void {
    this.#detail = text;
  }

  #say(): void {
    if (!this.#stage) return;
    const seconds = Math.round((performance.now() - this.#started) / 1000);
    this.#onProgress(`${this.#stage}: ${this.#detail ? `${this.#detail}, ` : ''}${seconds} s`);
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
  }
}
