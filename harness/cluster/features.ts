import { isBefore } from '../version/index.ts';
import type { Ability } from './attached.ts';

/** Until nomad#12359 Nomad named the socket's path as :authority of its calls, which HTTP/2 libraries but Go's refuse (RFC 9113, 8.3.1). */
const authority = 'drivers that are not written in Go can be asked since Nomad 1.2.7';

/** Abilities that came with a version of Nomad, and why an older one is without. */
const since: Partial<Record<Ability, readonly [version: string, reason: string]>> = {
  csi: ['1.2.7', authority],
  'driver jobs': ['1.2.7', authority],
  variables: ['1.4.0', 'variables came with Nomad 1.4.0'],
  // nomad#13265: an image that is there was pulled again.
  'bridge networks': ['1.3.2', 'a bridge network of docker tasks needs a registry until Nomad 1.3.2'],
  'dynamic host volumes': ['1.10.0', 'dynamic host volumes came with Nomad 1.10.0'],
};

/** Why a version of Nomad is without the ability; undefined when it has it. */
export function missingBefore(version: string, ability: Ability): string | undefined {
  const [first, reason] = since[ability] ?? [];
  if (first === undefined || !isBefore(version, first)) return undefined;
  return `${reason}, and this is ${version}`;
}
