import { answerTo } from '../../cluster/index.ts';
import { BehaviourError } from '../../errors.ts';
import { type DataOf, events } from '../../evidence/index.ts';
import { registerJob } from '../../jobs/index.ts';
import type { AllocationListStub, NomadClient } from '../../nomad/index.ts';
import { type WaitLimits, WaitTimeout, waitFor, waits } from '../../wait/index.ts';
import { createVolume } from '../../writers/index.ts';
import { periodicJob } from '../workload/workload.ts';
import { bugRule, evaluatedWithinMs, evidence, type Owing, type Stage, type UpgradeCheck } from './check.ts';

const id = 'upgrade-awaited';
const placedWithinMs = 15_000;
const quietWithinMs = 20_000;
/** After a rollback the servers are those of the old version. */
const when = ({ rollback }: Pick<Owing, 'rollback'>) => !rollback;
type Line = DataOf<typeof events.awaitedVolume>;

/** A job that waits for a CSI volume is placed when the volume is made, though nothing else wakes the scheduler. */
export const awaitedVolume: UpgradeCheck = {
  name: 'awaited-volume',
  says: (request) =>
    when(request)
      ? {
          readBack: `a job that waits for a volume must be placed within ${placedWithinMs / 1000} s after that is made`,
        }
      : {},
  leaves: [evidence(events.awaitedVolume, { when })],
  async readBack(step, stage) {
    const { cluster, ledger, rollbackTo, onProgress, signal } = stage;
    if (rollbackTo !== undefined) return;
    const { ms, refused } = await answerTo(placedLater(stage), cluster, signal);
    ledger.append(events.awaitedVolume, { step, ms, refused });
    if (refused !== undefined) onProgress(inWords({ step, ms, refused }));
    await cluster.nomad.jobs.stop(id);
  },
  rules: [
    bugRule(events.awaitedVolume, 'to', (line) => ({
      'volume-awaited': line.refused !== undefined && inWords(line),
    })),
  ],
};

const inWords = ({ step, refused }: Line) =>
  `${step}: a job that waited for a volume did not start when it was made: ${refused}`;

async function placedLater({ cluster, inject, signal }: Stage): Promise<void> {
  const { nomad } = cluster;
  await nomad.jobs.stop(periodicJob, {}, { signal });
  await quiet(nomad, { timeoutMs: quietWithinMs, signal });
  const vars = { job_id: id, volume_id: id, records: '10' };
  const { evaluation } = await registerJob(cluster, 'csi/writer.nomad.hcl', vars);
  const limits = { timeoutMs: evaluatedWithinMs, signal };
  const { FailedTGAllocs } = await waits.evaluationDone(nomad, evaluation, limits);
  if (!FailedTGAllocs)
    throw new BehaviourError('PLACEMENT_UNEXPECTED', `${id} was placed before there was its volume`);
  if (!inject.includes('missing-volume'))
    await createVolume(nomad, id, 'csi/volume.volume.hcl', { access_mode: 'single-node-writer' });
  await waits.allocationsOf(nomad, id, (all) => all.length > 0 || undefined, {
    ...{ timeoutMs: placedWithinMs, signal, what: `allocation of ${id}` },
  });
}

/** Returns when no allocation is about to end, since each end wakes the scheduler, too, or when one takes longer. */
async function quiet(nomad: NomadClient, limits: WaitLimits): Promise<void> {
  const wait = waitFor({
    ...{ ...limits, client: nomad, what: 'end of all that was stopped' },
    source: {
      read: (call) => nomad.allocations.list({}, call),
      wakes: ({ Topic }) => Topic === 'Allocation',
    },
    until: (all) => !all.some(isEnding) || undefined,
    describe: (all) =>
      all
        .filter(isEnding)
        .map(({ JobID, ClientStatus }) => `${JobID} ${ClientStatus}`)
        .join(', '),
  });
  await wait.catch((error: unknown) => {
    if (!(error instanceof WaitTimeout)) throw error;
  });
}

/** One whose claim is tried again and again stays pending for minutes. */
const isEnding = ({ JobID, ClientStatus, DesiredStatus }: AllocationListStub) =>
  ClientStatus === 'running' && (DesiredStatus !== 'run' || JobID.startsWith(`${periodicJob}/`));
