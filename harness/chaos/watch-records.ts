import { awaitedLater } from '../awaited-later.ts';
import { sharedPluginId, unableToAttach } from '../csi/index.ts';
import { explain } from '../errors.ts';
import { events } from '../evidence/index.ts';
import { type CsiPlugin, type CsiVolume, claimsOf } from '../nomad/index.ts';
import { untilAborted, waits } from '../wait/index.ts';
import type { WrittenVolume } from '../writers/index.ts';
import type { ChaosGround } from './ground.ts';

/**
 * Notes each change of Nomad's records of the volumes' claims and of the driver's controllers in the ledger until it is
 * disposed: kinds `chaos-claims` and `chaos-controllers`, or `chaos-unwatched` where a record can be read no more.
 */
export function watchRecords(ground: ChaosGround, id: string, volumes: readonly WrittenVolume[]) {
  const { cluster, ledger, signal } = ground;
  const { nomad } = cluster;
  const end = new AbortController();
  const watched = AbortSignal.any([signal, end.signal]);
  const limits = untilAborted(watched);
  const nameOf = (nodeId: string) =>
    cluster.clients.find(({ nomadNodeId }) => nomadNodeId === nodeId)?.name ?? nodeId;
  const isNew = changesOnly();
  const noteControllers = (plugin: CsiPlugin): false => {
    const seen = { index: plugin.ModifyIndex, unable: unableToAttach(plugin).map(nameOf).sort() };
    if (isNew('controllers', seen)) ledger.append(events.chaosControllers, { id, ...seen });
    return false;
  };
  const noteClaims = (volume: CsiVolume): false => {
    const seen = claimingNodes(volume);
    if (isNew(`claims of ${seen.volume}`, seen)) ledger.append(events.chaosClaims, { id, ...seen });
    return false;
  };
  const watches = [
    waits.pluginRecord(nomad, sharedPluginId, noteControllers, limits),
    ...volumes.map((volume) =>
      waits.volumeClaims(nomad, volume.id, (_, record) => noteClaims(record), limits),
    ),
  ].map((watch: Promise<unknown>) =>
    awaitedLater(
      watch.catch((error: unknown) => {
        if (!watched.aborted) ledger.append(events.chaosUnwatched, { id, error: explain(error) });
      }),
    ),
  );
  return {
    async [Symbol.asyncDispose]() {
      end.abort();
      await Promise.all(watches);
    },
  };
}

function claimingNodes(volume: CsiVolume) {
  const nodes = claimsOf(volume).flatMap(({ nodeId, nodeName = '' }) =>
    nodeId === undefined ? [] : [nodeName],
  );
  return { volume: volume.ID, index: volume.ModifyIndex, nodes: [...new Set(nodes)].sort() };
}

/** Says whether what was seen of something differs, but for its index, from what was seen of it before. */
function changesOnly(): (of: string, seen: { index: number }) => boolean {
  const last = new Map<string, string>();
  return (of, { index: _, ...rest }) => {
    const now = JSON.stringify(rest);
    const differs = last.get(of) !== now;
    last.set(of, now);
    return differs;
  };
}
