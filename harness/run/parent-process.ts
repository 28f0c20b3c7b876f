import { exitCodes } from '../errors.ts';

/** What vitest's own process says to the one that runs it. */
export interface Parent {
  outputLost(): void;
}

/** From now on this process ends when the one that has started it is killed: nobody is there for its result, nor its clean-up. */
export function underParent(): Parent {
  process.once('disconnect', () => process.exit(exitCodes.environment));
  // Who only listens for its end is not to be kept alive by it.
  process.channel?.unref();
  return { outputLost: () => void process.send?.('output lost') };
}
