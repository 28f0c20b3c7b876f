import { answerTo } from '../../cluster/index.ts';
import { auditClaims, type VolumeMount } from '../../csi/index.ts';
import { BehaviourError } from '../../errors.ts';
import { type DataOf, events } from '../../evidence/index.ts';
import { waits } from '../../wait/index.ts';
import { createVolume, startHolder, type WrittenVolume } from '../../writers/index.ts';
import { injectUnderHolder } from '../injection.ts';
import { holdersStay } from '../plan/order.ts';
import { bugRule, evidence, type Owing, type Stage, type UpgradeCheck } from './check.ts';
import { stillRunsOn } from './runs-on.ts';

const volume: WrittenVolume = { id: 'upgrade-shared', mode: 'multi-node-multi-writer' };
const holders = ['upgrade-shared-1', 'upgrade-shared-2'] as const;
const releasedWithinMs = 60_000;
/** On a client that is drained neither of them stays. */
const when = ({ claims }: Pick<Owing, 'claims'>) => claims;
type Line = DataOf<typeof events.sharedVolume>;

/** Two allocations on one client have one volume, and its agent is replaced under them: when one stops, the other keeps the volume. */
export const sharedVolume: UpgradeCheck = {
  name: 'shared-volume',
  says: (request) =>
    holdersStay(request)
      ? {
          before: 'two allocations on one client get one volume',
          afterLastStep:
            'one of the two allocations that share a volume is stopped, and the other must keep it',
        }
      : {},
  leaves: [evidence(events.sharedVolume, { when })],
  async before(_, stage) {
    if (!holdersStay(stage)) return;
    const { cluster, signal } = stage;
    const node = `^${clientOf(stage)?.name}$`;
    await createVolume(cluster.nomad, volume.id, 'csi/volume.volume.hcl', { access_mode: volume.mode });
    await Promise.all(
      holders.map((job) =>
        startHolder(cluster, volume, { role: 'writer', job, node, type: 'service' }, signal),
      ),
    );
  },
  async afterLastStep(step, stage) {
    if (!holdersStay(stage)) return;
    const { cluster, ledger, onProgress, signal } = stage;
    const client = clientOf(stage)?.name ?? '';
    const { ms, refused } = await answerTo(stopOne(stage), cluster, signal);
    ledger.append(events.sharedVolume, { step, client, ms, refused });
    if (refused !== undefined) onProgress(inWords({ step, client, ms, refused }));
    for (const job of holders) await cluster.nomad.jobs.stop(job);
  },
  rules: [
    bugRule(events.sharedVolume, 'to', (line) => ({
      'shared-volume': line.refused !== undefined && inWords(line),
    })),
  ],
};

const inWords = ({ step, client, refused }: Line) =>
  `${step}: one of two allocations that share a volume on ${client} was stopped: ${refused}`;

/** Nothing goes on on the canary. */
const clientOf = ({ cluster, canary }: Stage) => cluster.clients.find((client) => client !== canary);

/** The claim is released when the client has unmounted what the stopped one had: then it has also decided what to unstage. */
async function stopOne(stage: Stage): Promise<void> {
  const { cluster, inject, signal } = stage;
  const { nomad } = cluster;
  const limits = { timeoutMs: releasedWithinMs, signal };
  const client = [clientOf(stage)?.name ?? ''];
  const [[first] = [], [second] = []] = await Promise.all(
    holders.map((job) => stillRunsOn(stage, job, client)),
  );
  await nomad.jobs.stop(holders[0], {}, { signal });
  await waits.volumeClaims(
    nomad,
    volume.id,
    (claims) => !claims.some(({ allocationId }) => allocationId === first?.ID),
    limits,
  );
  await injectUnderHolder(inject, clientOf(stage), volume.id);
  const { mounts = [] } = await auditClaims(cluster, volume.id, { signal });
  const what = takenFrom(second?.ID ?? '', mounts);
  if (what === undefined) return;
  const message = `the volume was ${what} under allocation ${second?.ID.slice(0, 8)}`;
  throw new BehaviourError('VOLUME_TAKEN', message);
}

/** What was done to a volume that an allocation still has, by the mounts of it. */
export function takenFrom(
  allocation: string,
  mounts: readonly VolumeMount[],
): 'unstaged' | 'unmounted' | undefined {
  const own = mounts.find(({ kind, allocationId }) => kind === 'publish' && allocationId === allocation);
  if (!own) return 'unmounted';
  return mounts.some(({ kind, node }) => kind === 'stage' && node === own.node) ? undefined : 'unstaged';
}
