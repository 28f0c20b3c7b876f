import type { Observation } from './errors.ts';

const kept = 20;
const stateLength = 400;

/** The changes of what a wait observes. */
export class History {
  readonly #started = performance.now();
  readonly #seen: Observation[] = [];

  get elapsedMs(): number {
    return performance.now() - this.#started;
  }

  get observations(): readonly Observation[] {
    return [...this.#seen];
  }

  observe(state: string): void {
    const cut = state.length > stateLength ? `${state.slice(0, stateLength)}…` : state;
    if (this.#seen.at(-1)?.state === cut) return;
    this.#seen.push({ atMs: this.elapsedMs, state: cut });
    if (this.#seen.length > kept) this.#seen.shift();
  }
}
