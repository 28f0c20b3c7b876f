import { answerTo, type ClusterNode } from '../../cluster/index.ts';
import { volumeFree } from '../../csi/index.ts';
import { type Entry, events } from '../../evidence/index.ts';
import { registerJob } from '../../jobs/index.ts';
import { type Finding, stop } from '../../judge/index.ts';
import { knownAs } from '../../regression/index.ts';
import { isBefore } from '../../version/index.ts';
import { waits } from '../../wait/index.ts';
import { createVolume } from '../../writers/index.ts';
import { injectWhileLeading } from '../injection.ts';
import { lead } from '../leadership.ts';
import { evidence, jobAt, type Stage, type UpgradeCheck } from './check.ts';
import { smallJob } from './small-job.ts';

/** For what a server answers within seconds, also right after it was elected. */
const withinMs = 45_000;
/** Batch work that an earlier drain has moved to the canary is stopped after this time. */
const drainMs = 15_000;

type Ask = (leader: ClusterNode, stage: Stage) => Promise<unknown>;
interface Question {
  /** As it stands behind "refused". */
  name: string;
  /** The first version that knows it. */
  since?: string;
  ask: Ask;
}

const questions: readonly Question[] = [
  { name: 'a read', ask: read },
  { name: 'a registration', ask: register },
  { name: 'a claim of a volume', ask: claim },
  { name: 'a drain', ask: drainAndUndo },
  { name: 'a client introduction token', since: '1.11.0', ask: introduce },
];
const handover = 'leadership';

/** What there is to ask of a version. */
const askedOf = (version: string) =>
  questions.filter(({ since }) => since === undefined || !isBefore(version, since));

/**
 * Each server does a leader's work when its turn comes. The one that leads after the last step was replaced before the others, so that
 * what it missed of their replacement shows only now, or the next time that one of the others leads.
 */
export const leadership: UpgradeCheck = {
  name: 'leadership',
  says: ({ to }) => ({
    afterLastStep: `each server leads in turn, and is asked for ${askedOf(to)
      .map(({ name }) => name)
      .join(', ')}`,
  }),
  leaves: [
    evidence(events.leaderAsked, {
      of: ({ servers, to }) =>
        servers.flatMap((server) => questionsTo(to).map((question) => `${server} ${question}`)),
      seen: ({ server, question }) => [`${server} ${question}`],
    }),
  ],
  async afterLastStep(step, stage) {
    for (const server of stage.cluster.servers) await askAsLeader(step, server, stage);
    stage.ledAt = Date.now();
  },
  rules: [refusals],
};

/** What a server of this version is asked for, first to lead. */
export const questionsTo = (version: string): string[] => [
  handover,
  ...askedOf(version).map(({ name }) => name),
];

async function askAsLeader(step: string, server: ClusterNode, stage: Stage): Promise<void> {
  const { cluster, to, inject, onProgress, signal } = stage;
  const answer = async (question: string, work: Promise<unknown>) => {
    const { ms, refused } = await answerTo(work, cluster, signal);
    stage.ledger.append(events.leaderAsked, { step, server: server.name, question, ms, refused });
    if (refused !== undefined) onProgress(`${step}: ${server.name} as the leader refused ${question}`);
    return refused === undefined;
  };
  if (!(await answer(handover, lead(cluster, server, signal)))) return;
  await using _ = await injectWhileLeading(inject, server, cluster);
  await Promise.all(askedOf(to).map(({ name, ask }) => answer(name, ask(server, stage))));
}

/** With the consistency that needs a leader, of the leader itself. */
async function read({ nomadAddress }: ClusterNode, { cluster, signal }: Stage): Promise<void> {
  await using nomad = cluster.nomad.with({ address: nomadAddress });
  await nomad.jobs.list('no-job-has-this-prefix', { signal });
}

/** Accepted, and scheduled. */
async function register({ name }: ClusterNode, { cluster: { nomad }, signal }: Stage): Promise<void> {
  const { EvalID } = await nomad.jobs.register(smallJob(jobAt('upgrade-led', name), { type: 'batch' }), {
    signal,
  });
  await waits.evaluationDone(nomad, EvalID, { timeoutMs: withinMs, signal });
}

/** A volume of its own is made, claimed by a writer away from the client that is drained meanwhile, and free again. */
async function claim({ name }: ClusterNode, { cluster, canary, signal }: Stage): Promise<void> {
  const id = `upgrade-led-${name}`;
  const limits = { timeoutMs: withinMs, signal };
  const holder = cluster.clients.find((client) => client !== canary);
  await createVolume(cluster.nomad, id, 'csi/volume.volume.hcl', { access_mode: 'single-node-writer' });
  const job_id = `${id}-writer`;
  const vars = { job_id, volume_id: id, records: '10', node: `^${holder?.name}$` };
  await registerJob(cluster, 'csi/writer.nomad.hcl', vars);
  await waits.allocationsOf(
    cluster.nomad,
    job_id,
    (all) => all.some(({ ClientStatus }) => ClientStatus === 'complete') || undefined,
    { ...limits, what: `end of ${job_id}, which claims a volume` },
  );
  await volumeFree(cluster.nomad, id, limits);
}

async function drainAndUndo(_: ClusterNode, { cluster, canary, signal }: Stage): Promise<void> {
  const { nomad } = cluster;
  const node = canary.nomadNodeId ?? '';
  await nomad.nodes.drain(node, { deadlineMs: drainMs, ignoreSystemJobs: true }, { signal });
  try {
    await waits.nodeDrained(nomad, node, { timeoutMs: withinMs, signal });
  } finally {
    await nomad.nodes.undrain(node);
  }
}

async function introduce(_: ClusterNode, { cluster: { nomad }, signal }: Stage): Promise<void> {
  await nomad.acl.introductionToken({}, { signal });
}

/** One for each question and answer, with the servers that gave it. */
function refusals(entries: readonly Entry[]): Finding[] {
  const version = events.plan.of(entries)[0]?.to ?? '';
  const refused = events.leaderAsked.of(entries).filter(({ refused }) => refused !== undefined);
  const same = Map.groupBy(refused, (line) => `${line.question}\n${line.refused}`);
  return [...same.values()].map((all) => {
    const [{ step = '', question = '', refused: answer = '' } = {}] = all;
    const servers = all.map(({ server }) => server).join(', ');
    const what = question === handover ? `took no ${handover}` : `as the leader refused ${question}`;
    const message = `${step}: ${servers} ${what}: ${answer}${knownAs(version, answer)}`;
    return stop('leader-refuses', events.leaderAsked, message);
  });
}
