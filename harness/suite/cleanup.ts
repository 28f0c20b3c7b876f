import { messageOf } from '../errors.ts';

type Step = { readonly name: string; readonly run: () => Promise<unknown> | unknown };

/**
 * What has to be undone, last first. A failing step does not keep the others from running: all errors come out
 * together, each with the name of its step.
 */
export class CleanupStack {
  #steps: Step[] = [];

  defer(name: string, run: Step['run']): void {
    this.#steps.push({ name, run });
  }

  /** Runs and forgets every step. Throws one AggregateError if any failed. */
  async run(): Promise<void> {
    const errors: Error[] = [];
    for (let step = this.#steps.pop(); step; step = this.#steps.pop()) {
      try {
        await step.run();
      } catch (cause) {
        const reason = messageOf(cause);
        errors.push(new Error(`cleanup "${step.name}": ${reason}`, { cause }));
      }
    }
    if (errors.length > 0) {
      throw new AggregateError(errors, errors.map((error) => error.message).join('\n'));
    }
  }
}
