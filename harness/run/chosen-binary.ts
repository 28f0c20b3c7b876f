import { type BinaryPlan, planBinary } from '../binary/index.ts';
import type { ClusterOptions, RunContext } from './options.ts';

/**
 * Which binary the flags mean and where it comes from; without flags it is the default version. Says which one it is where no
 * exact one was named. What cannot be used is thrown here, before anything is started.
 * @throws as `resolveBinary`
 */
export async function chosenBinary(
  binary: ClusterOptions['binary'],
  { progress, signal }: Pick<RunContext, 'progress' | 'signal'>,
): Promise<BinaryPlan> {
  const plan = await planBinary({ ...binary, onProgress: progress.line, signal });
  if (plan.why !== undefined) progress.line(`Nomad ${plan.version} runs: ${plan.why}`);
  return plan;
}

/** The same context with what the flags mean as a version or path, for commands that start more than one cluster. */
export async function withChosenBinary<T extends RunContext>(
  context: T,
): Promise<{ context: T; plan: BinaryPlan }> {
  const { flags } = context;
  const plan = await chosenBinary(flags.binary, context);
  const binary = plan.source === 'path' ? flags.binary : { version: plan.version };
  return { plan, context: { ...context, flags: { ...flags, binary } } };
}
