import { answerTo } from '../../cluster/index.ts';
import { type DataOf, events } from '../../evidence/index.ts';
import { stop } from '../../judge/index.ts';
import {
  bothFrom,
  bugRule,
  eachStep,
  evidence,
  jobAt,
  nodePools,
  type Stage,
  type UpgradeCheck,
} from './check.ts';
import { clientNames, runsOn, stillRunsOn } from './runs-on.ts';
import { lasting, smallJob } from './small-job.ts';

/** In node pool "all". */
export const allPoolsJob = 'upgrade-all-pools';
const works = ['system', 'service'] as const;
type Line = DataOf<typeof events.allPools>;
const areKnown = bothFrom(nodePools.since);

/** A system job in node pool "all", as the node plugins of CSI drivers are run, goes on, and keeps no other work away. */
export const allPools: UpgradeCheck = {
  name: 'all-pools',
  says: (request) =>
    areKnown(request)
      ? {
          before: 'a system job is placed in node pool "all"',
          whileReturning:
            'the system job in node pool "all" must go on on every client, and a service start beside it',
        }
      : { before: `node pools are not looked at: ${nodePools.reason(request.from)}` },
  leaves: [
    evidence(events.allPools, {
      when: areKnown,
      at: eachStep,
      of: ({ clients }) => clients.flatMap((client) => works.map((work) => partOf(client, work))),
      seen: ({ work, clients }) => clients.map((client) => partOf(client, work)),
    }),
  ],
  async before(_, stage) {
    const { cluster, ledger, from, signal } = stage;
    if (!areKnown(stage))
      return ledger.append(events.checkSkipped, { check: 'node pools', reason: nodePools.reason(from) });
    const job = smallJob(allPoolsJob, { type: 'system', command: lasting });
    await cluster.nomad.jobs.register({ ...job, NodePool: 'all' }, { signal });
    await runsOn(stage, allPoolsJob, clientNames(stage));
  },
  async whileReturning(step, stage) {
    if (!areKnown(stage)) return;
    await tried(step, stage, 'system', stillRunsOn(stage, allPoolsJob, clientNames(stage)));
    await tried(step, stage, 'service', startsBeside(step, stage));
  },
  rules: [
    bugRule(
      events.allPools,
      'to',
      (line) => ({ 'all-pools': line.refused !== undefined && inWords(line) }),
      stop,
    ),
  ],
};

const partOf = (client: string, work: string) => `${client} ${work}`;

const inWords = ({ step, work, refused }: Line) =>
  work === 'system'
    ? `${step}: the system job in node pool "all" did not go on: ${refused}`
    : `${step}: a service did not start beside a system job in node pool "all": ${refused}`;

async function tried(step: string, stage: Stage, work: Line['work'], asked: Promise<unknown>): Promise<void> {
  const { cluster, ledger, onProgress, signal } = stage;
  const { ms, refused } = await answerTo(asked, cluster, signal);
  const clients = clientNames(stage);
  ledger.append(events.allPools, { step, work, clients, ms, refused });
  if (refused !== undefined) onProgress(inWords({ step, work, clients, ms, refused }));
}

async function startsBeside(step: string, stage: Stage): Promise<void> {
  const { nomad } = stage.cluster;
  const id = jobAt('upgrade-beside', step);
  const clients = clientNames(stage);
  const job = smallJob(id, { type: 'service', command: lasting, clients });
  await nomad.jobs.register(job, { signal: stage.signal });
  try {
    await runsOn(stage, id, clients);
  } finally {
    await nomad.jobs.stop(id);
  }
}
