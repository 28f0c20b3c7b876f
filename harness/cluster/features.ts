import { isBefore } from '../version/index.ts';
import type { Ability } from './attached.ts';

/** Abilities that came with a version of Nomad, and why an older one is without. */
const since: Partial<Record<Ability, readonly [version: string, reason: string]>> = {
  variables: ['1.4.0', 'variables came with Nomad 1.4.0'],
  'dynamic host volumes': ['1.10.0', 'dynamic host volumes came with Nomad 1.10.0'],
};

/** Why a version of Nomad is without the ability; undefined when it has it. */
export function missingBefore(version: string, ability: Ability): string | undefined {
  const [first, reason] = since[ability] ?? [];
  if (first === undefined || !isBefore(version, first)) return undefined;
  return `${reason}, and this is ${version}`;
}
