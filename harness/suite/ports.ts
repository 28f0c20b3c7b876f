import { BehaviourError } from '../errors.ts';
import type { Allocation } from '../nomad/index.ts';

/** `host:port` of a port label in the group's network block. Throws when the allocation has no such port. */
export function addressOf(allocation: Allocation, label: string): string {
  const ports = allocation.AllocatedResources?.Shared?.Ports ?? [];
  const port = ports.find((each) => each.Label === label);
  if (port) return `${port.HostIP}:${port.Value}`;
  throw new BehaviourError('PORT_MISSING', `allocation ${allocation.ID} has no port "${label}"`, {
    observed: ports.map((each) => each.Label).join(', ') || 'no ports',
  });
}
