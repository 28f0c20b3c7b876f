import type { StartedNomadCluster } from '../../cluster/index.ts';
import { deadline } from '../../deadline.ts';
import { events } from '../../evidence/index.ts';
import { registerJob } from '../../jobs/index.ts';
import { stop } from '../../judge/index.ts';
import { placementReasons } from '../../nomad/index.ts';
import { waits } from '../../wait/index.ts';
import { holdersStay } from '../plan/order.ts';
import { singleVolume as volume } from '../workload/workload.ts';
import { eachStep, evaluatedWithinMs, evidence, rule, type Stage, type UpgradeCheck } from './check.ts';
import { probed, ticks } from './sampling.ts';

/** One job for each that asks: Nomad cancels an evaluation of a job for a later one of it, and says nothing of the volume then. */
const intruders = { step: 'upgrade-intruder', meanwhile: 'upgrade-intruder-meanwhile' };
const everyMs = 1000;
const answeredWithinMs = 10_000;

/** Nomad refuses a second writer of a single-node-writer volume that is held. */
export const claims: UpgradeCheck = {
  name: 'claims',
  says: (request) => ({
    ...(holdersStay(request) && {
      meanwhile: 'a second writer asks for a volume with a single one each second',
    }),
    atEachStep: 'a second writer asks for a volume with a single one',
  }),
  leaves: [
    evidence(events.claimProbe, { at: eachStep }),
    ...probed(({ claims }) => (claims ? ['claim upgrade'] : [])),
  ],
  meanwhile: (stage, { stop }) =>
    holdersStay(stage)
      ? [{ probe: 'claim', during: 'upgrade', run: () => keepTryingSecondWriter(stage, stop) }]
      : [],
  async atEachStep(step, stage) {
    await trySecondWriter({ job: intruders.step, step }, stage);
    // While a drained holder moves, one that waits in the queue would be served first, and rightly.
    if (!holdersStay(stage)) await endSecondWriter(stage);
  },
  // So that it does not start when the holder ends.
  atEnd: (_, stage) => endSecondWriter(stage),
  rules: [
    rule(stop, events.claimProbe, ({ step, volume, admitted, reasons }) => {
      if (admitted.length > 0)
        return {
          'second-writer': `${step}: Nomad admitted a second writer of ${volume}: ${admitted.join(', ')}`,
        };
      if (reasons.some((reason) => reason.includes('exhausted its available writer claims'))) return {};
      const message = `a second writer of ${volume} was not placed, for another reason`;
      return { 'refusal-reason': `${step}: ${message}: ${reasons.join('; ') || 'none was given'}` };
    }),
  ],
};

/** Writes to the ledger whether Nomad refused and with which reason; the job waits in the queue until the next try. */
async function trySecondWriter(
  { job, step }: { job: string; step: string },
  { cluster, ledger, signal }: Pick<Stage, 'cluster' | 'ledger' | 'signal'>,
): Promise<void> {
  const vars = { job_id: job, volume_id: volume, records: '10' };
  const { evaluation } = await registerJob(cluster, 'csi/writer.nomad.hcl', vars);
  const limits = { timeoutMs: evaluatedWithinMs, signal };
  const done = await waits.evaluationDone(cluster.nomad, evaluation, limits);
  const admitted = (await cluster.nomad.jobs.allocations(job)).map(({ ID }) => ID);
  ledger.append(events.claimProbe, { step, volume, admitted, reasons: placementReasons(done) });
}

/**
 * Again and again until `stop` aborts, since the moment in which a claim is forgotten may be short. A try that no server
 * answers counts as none: the probe of the API tells of that.
 */
async function keepTryingSecondWriter({ cluster, ledger }: Stage, stop: AbortSignal): Promise<void> {
  for await (const _ of ticks(everyMs, stop)) {
    const signal = deadline({ what: 'answer to a second writer', ms: answeredWithinMs, signal: stop });
    const asked = { job: intruders.meanwhile, step: 'meanwhile' };
    await trySecondWriter(asked, { cluster, ledger, signal }).catch(() => undefined);
  }
}

async function endSecondWriter({ cluster: { nomad } }: { cluster: StartedNomadCluster }): Promise<void> {
  const known = await nomad.jobs.list('upgrade-intruder');
  for (const { ID } of known) await nomad.jobs.stop(ID);
}
