import { UsageError } from '../errors.ts';
import type { RunContext } from '../run/index.ts';

/** What a program of `tools/` gives to its command. */
interface Tool<Options> {
  /** Prints what can be chosen, all or these names, and runs nothing. Returns the exit code. */
  list(names: readonly string[]): number;
  /** Returns the exit code. */
  run(options: RunContext & Options): Promise<number>;
}

export type BenchTool = Tool<{
  names: readonly string[];
  rounds: number;
  suites: readonly string[];
  cold: boolean;
  renew: boolean;
}>;

export type SelfTestTool = Tool<{ only: readonly string[]; from: string | undefined }>;

/**
 * A program of `tools/`, which a checkout has and the npm package has not.
 * @throws UsageError CHECKOUT_ONLY
 */
async function toolOf<T>(name: string): Promise<T> {
  const url = new URL(`../../tools/${name}/index.ts`, import.meta.url).href;
  return await import(url).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code !== 'ERR_MODULE_NOT_FOUND' || !cause.message.includes(`tools/${name}/index.ts`))
      throw cause;
    throw new UsageError('CHECKOUT_ONLY', `${name} is not in the npm package`, {
      next: 'run it in a checkout of the repository, where npm ci has been run',
      cause,
    });
  });
}

export const benchTool = () => toolOf<BenchTool>('bench');
export const selfTestTool = () => toolOf<SelfTestTool>('self-test');
