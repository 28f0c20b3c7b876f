import { sharedPluginId } from '../csi/index.ts';
import { events } from '../evidence/index.ts';
import { refusedAs } from '../jobs/index.ts';
import { adjustVolume } from './adjust.ts';
import { type InNamespace, inNamespace } from './observe.ts';
import { claimedVolumes } from './operator-job.ts';
import type { ParsedJob } from './parsed-job.ts';
import type { Stage } from './stage.ts';
import type { OperatorVolume } from './volume-needs.ts';

/**
 * Creates the volumes that a job asks for, each in its jobs' namespaces.
 * @throws UsageError OWN_VOLUME_REFUSED with Nomad's words
 */
export async function createVolumes(
  volumes: readonly OperatorVolume[],
  jobs: readonly ParsedJob[],
  { cluster: { nomad }, ledger, onProgress }: Stage,
): Promise<InNamespace[]> {
  const created: InNamespace[] = [];
  for (const { spec } of volumes) {
    const users = jobs.filter(({ job }) => claimedVolumes(job).includes(spec.ID));
    if (users.length === 0) onProgress(`volume ${spec.ID}: no job asks for it, it is not created`);
    for (const namespace of new Set(users.map(({ job }) => inNamespace(job).namespace))) {
      const { spec: adjusted, changes } = adjustVolume(spec, sharedPluginId, namespace);
      for (const line of changes) onProgress(line);
      ledger.append(events.operatorVolume, { volume: spec.ID, namespace, changes });
      const refusal = { file: `volume ${spec.ID}`, code: 'OWN_VOLUME_REFUSED', statuses: [400, 500] };
      await refusedAs(refusal, () => nomad.volumes.create(adjusted));
      created.push({ id: spec.ID, namespace });
    }
  }
  return created;
}
