import { chooseVersion } from '../binary/index.ts';
import type { CommandContext } from './command.ts';

/** What `resolveBinary` is asked for. */
export interface ChosenBinary {
  version?: string;
  path?: string;
  /** Why it is this version, where another one is the default. */
  why?: string;
}

/** The binary that the flags name, or the default version that can be obtained here; says why where it is not the usual one. */
export async function chosenBinary({
  flags: { binary },
  progress,
  signal,
}: CommandContext): Promise<ChosenBinary> {
  if (binary.version !== undefined || binary.path !== undefined) return binary;
  const chosen = await chooseVersion({ signal });
  if (chosen.why !== undefined) progress.line(`Nomad ${chosen.version} runs: ${chosen.why}`);
  return chosen;
}
