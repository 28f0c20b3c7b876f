import { sharedPluginId, unableToAttach } from '../../csi/index.ts';
import { explain } from '../../errors.ts';
import type { CsiPlugin, CsiVolume } from '../../nomad/index.ts';
import { waits } from '../../wait/index.ts';
import type { ClaimsSeen, ControllersSeen } from './freed-attached.ts';
import type { ChaosGround } from './ground.ts';
import type { ChaosVolume } from './workload.ts';

/** Longer than any schedule: the watch ends with it. */
const alwaysMs = 24 * 60 * 60_000;

/**
 * Notes each change of Nomad's records of the volumes' claims and of the driver's controllers in the ledger until it is
 * disposed: kinds `chaos-claims` and `chaos-controllers`, or `chaos-unwatched` where a record can be read no more.
 */
export function watchRecords(ground: ChaosGround, id: string, volumes: readonly ChaosVolume[]) {
  const { cluster, ledger, signal } = ground;
  const { nomad } = cluster;
  const end = new AbortController();
  const limits = { timeoutMs: alwaysMs, signal: AbortSignal.any([signal, end.signal]) };
  const note = noterOfChanges((kind, seen) => ledger.append(kind, { id, ...seen }));
  const nameOf = (nodeId: string) =>
    cluster.clients.find(({ nomadNodeId }) => nomadNodeId === nodeId)?.name ?? nodeId;
  const controllers = (plugin: CsiPlugin): ControllersSeen => {
    return { index: plugin.ModifyIndex, unable: unableToAttach(plugin).map(nameOf).sort() };
  };
  const watches = [
    waits.pluginRecord(
      nomad,
      sharedPluginId,
      (plugin) => note('chaos-controllers', controllers(plugin)),
      limits,
    ),
    ...volumes.map((volume) =>
      waits.volumeClaims(nomad, volume.id, (_, record) => note('chaos-claims', claimsOf(record)), limits),
    ),
  ].map((watch) =>
    watch.catch((error: unknown) => {
      if (!limits.signal.aborted) ledger.append('chaos-unwatched', { id, error: explain(error) });
    }),
  );
  return {
    async [Symbol.asyncDispose]() {
      end.abort();
      await Promise.all(watches);
    },
  };
}

function claimsOf({ ID, ModifyIndex, ReadAllocs, WriteAllocs, Allocations }: CsiVolume): ClaimsSeen {
  const holders = new Set([...Object.keys(ReadAllocs ?? {}), ...Object.keys(WriteAllocs ?? {})]);
  const nodes = (Allocations ?? []).filter(({ ID }) => holders.has(ID)).map(({ NodeName = '' }) => NodeName);
  return { volume: ID, index: ModifyIndex, nodes: [...new Set(nodes)].sort() };
}

/** Passes on what differs, but for its index, from what it was told of the same before. Answers false: go on. */
function noterOfChanges(append: (kind: string, seen: ClaimsSeen | ControllersSeen) => void) {
  const last = new Map<string, string>();
  return (kind: string, seen: ClaimsSeen | ControllersSeen): false => {
    const { index: _, ...rest } = seen;
    const key = `${kind} ${'volume' in seen ? seen.volume : ''}`;
    const now = JSON.stringify(rest);
    if (last.get(key) !== now) append(kind, seen);
    last.set(key, now);
    return false;
  };
}
