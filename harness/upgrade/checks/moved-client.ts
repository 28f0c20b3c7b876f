import { answerTo } from '../../cluster/index.ts';
import { type DataOf, events } from '../../evidence/index.ts';
import { stop } from '../../judge/index.ts';
import { hasEnded } from '../../nomad/index.ts';
import { waits } from '../../wait/index.ts';
import { changeNodePool } from '../change-node-pool.ts';
import { bugRule, evidence, type Stage, type UpgradeCheck } from './check.ts';
import { haveIdentities, identityPool, poolBefore } from './identity.ts';
import { runsOn, stillRunsOn } from './runs-on.ts';
import { lasting, smallJob } from './small-job.ts';

const job = 'upgrade-moved';
const stopWithinMs = 30_000;
type Line = DataOf<typeof events.movedClient>;

/**
 * A client that was in another node pool before the upgrade, with an allocation of that time. It is the one with the short identity,
 * since on any other client the jobs of the default pool would be stopped.
 */
export const movedClient: UpgradeCheck = {
  name: 'moved-client',
  says: (request) =>
    haveIdentities(request)
      ? {
          before:
            'the client with the short identity has an allocation of another node pool, and changes to its own under it',
          afterLastStep: `the allocation from before that client changed its node pool is stopped, and must be complete within ${stopWithinMs / 1000} s`,
        }
      : {},
  leaves: [evidence(events.movedClient, { when: haveIdentities })],
  async before(_, { apart, cluster, signal }) {
    if (!apart) return;
    const { nomad } = cluster;
    const placed = { ...smallJob(job, { type: 'service', command: lasting }), NodePool: poolBefore };
    await nomad.jobs.register(placed, { signal });
    await runsOn({ cluster, signal }, job, [apart.node.name]);
    await changeNodePool(cluster, apart.node, identityPool, signal);
  },
  async afterLastStep(step, stage) {
    const { apart, cluster, ledger, onProgress, signal } = stage;
    if (!apart) return;
    const client = apart.node.name;
    const { ms, refused } = await answerTo(stopped(stage, client), cluster, signal);
    ledger.append(events.movedClient, { step, client, ms, refused });
    if (refused !== undefined) onProgress(inWords({ step, client, ms, refused }));
  },
  rules: [
    bugRule(
      events.movedClient,
      'to',
      (line) => ({ 'moved-client': line.refused !== undefined && inWords(line) }),
      stop,
    ),
  ],
};

const inWords = ({ step, client, refused }: Line) =>
  `${step}: an allocation on ${client} from before it changed its node pool did not stop: ${refused}`;

async function stopped(stage: Stage, client: string): Promise<void> {
  const { signal } = stage;
  const { nomad } = stage.cluster;
  await stillRunsOn(stage, job, [client]);
  await nomad.jobs.stop(job, {}, { signal });
  const isDone = ({ ClientStatus }: { ClientStatus: string }) => ClientStatus === 'complete';
  await waits.allocationsOf(
    nomad,
    job,
    (all) => (all.length > 0 && all.every(hasEnded) && all.every(isDone)) || undefined,
    { timeoutMs: stopWithinMs, signal, what: `complete allocation of ${job}` },
  );
}
