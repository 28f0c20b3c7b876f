import type { CsiPlugin } from '../../nomad/index.ts';

/**
 * The ids of the nodes whose controller, by Nomad's record, cannot attach a volume.
 *
 * Nomad asks each controller every 30 s what it can do. One that does not answer is recorded as unhealthy and without any
 * capability until the next answer. Nomad (1.11.3) looks at one controller, any of them and healthy or not, to
 * decide whether a volume has to be attached or detached at all: see suites/faults/freed-attached, one-driver-mute.
 */
export function unableToAttach({ Controllers }: Pick<CsiPlugin, 'Controllers'>): string[] {
  return Object.entries(Controllers ?? {})
    .filter(([, { ControllerInfo }]) => ControllerInfo?.SupportsAttachDetach !== true)
    .map(([node]) => node);
}
