import type { CsiVolume } from './cluster-types.ts';

/** A claim of a CSI volume, by the volume's record in Nomad. */
export interface ClaimRecord {
  allocationId: string;
  mode: 'read' | 'write';
  /** Nomad's id and name of the node, and the allocation's client status; undefined when the allocation is collected. */
  nodeId: string | undefined;
  nodeName: string | undefined;
  clientStatus: string | undefined;
  /**
   * The allocation is collected, or neither runs nor is about to: Nomad has to release the claim. This is the reading of
   * ended that is about claims; `hasEnded` is about tasks, which may run on in an allocation that Nomad calls failed.
   */
  ended: boolean;
}

/** The claims of a volume, those that read first. An allocation that reads and writes it has two. */
export function claimsOf({ ReadAllocs, WriteAllocs, Allocations }: CsiVolume): ClaimRecord[] {
  const stubs = new Map((Allocations ?? []).map((stub) => [stub.ID, stub]));
  const side = (mode: 'read' | 'write', ids: object | null | undefined): ClaimRecord[] =>
    Object.keys(ids ?? {}).map((allocationId) => {
      const {
        NodeID: nodeId,
        NodeName: nodeName,
        ClientStatus: clientStatus,
      } = stubs.get(allocationId) ?? {};
      const ended = clientStatus !== 'running' && clientStatus !== 'pending';
      return { allocationId, mode, nodeId, nodeName, clientStatus, ended };
    });
  return [...side('read', ReadAllocs), ...side('write', WriteAllocs)];
}
