import { answerTo } from '../../cluster/index.ts';
import { type DataOf, events } from '../../evidence/index.ts';
import { commandRuns } from '../../jobs/index.ts';
import { beforeSteps, bugRule, evidence, type Stage, type UpgradeCheck } from './check.ts';
import { stillRunsOn } from './runs-on.ts';
import { lasting, smallJob } from './small-job.ts';

/** One exec task on every client. */
const execJob = 'upgrade-exec';
type Line = DataOf<typeof events.execTried>;

/**
 * A command can be run in a task that its client's old agent has started: the executor of that task is of the old version for as long
 * as the task goes on.
 */
export const exec: UpgradeCheck = {
  name: 'exec',
  says: () => ({
    before: 'an exec task is placed on every client, and a command is run in each',
    observe:
      'a command is run in the exec task of a client whose agent was replaced, which the old agent has started',
  }),
  leaves: [
    evidence(events.execTried, {
      of: ({ clients }) => clients.flatMap((client) => [partOf(client, true), partOf(client, false)]),
      seen: ({ step, client }) => [partOf(client, step === beforeSteps)],
    }),
  ],
  async before(step, stage) {
    const { cluster, signal } = stage;
    const job = smallJob(execJob, { type: 'system', driver: 'exec', command: lasting });
    await cluster.nomad.jobs.register(job, { signal });
    await Promise.all(cluster.clients.map(({ name }) => runIn(step, name, stage)));
  },
  async observe(step, stage) {
    const { node, does } = stage.steps.find(({ name }) => name === step) ?? {};
    if (node?.role === 'client' && does?.do === 'upgrade') await runIn(step, node.name, stage);
  },
  rules: [
    bugRule(events.execTried, 'from', (line, entries) => {
      const same = events.execTried.of(entries).filter((each) => reasonOf(each) === reasonOf(line));
      const isFirst = same[0]?.step === line.step && same[0].client === line.client;
      return { 'exec-refused': line.refused !== undefined && isFirst && inWords(same) };
    }),
  ],
};

const partOf = (client: string, before: boolean) => `${client} ${before ? 'before' : 'after'}`;

/** Why a command was refused, alike for each allocation. */
export const reasonOf = ({ refused = '' }: { refused?: string | undefined }) =>
  refused.replace(/ of allocation \S+/, '');

/** Of clients with the same reason. */
function inWords([first, ...more]: readonly Line[]): string | undefined {
  if (!first) return undefined;
  const clients = [first, ...more].map(({ client }) => client).join(', ');
  return `${first.step}: no command could be run in an exec task on ${clients}: ${reasonOf(first)}`;
}

async function runIn(step: string, client: string, stage: Stage): Promise<void> {
  const { cluster, ledger, onProgress, signal } = stage;
  const { ms, refused } = await answerTo(runOnce(client, stage), cluster, signal);
  ledger.append(events.execTried, { step, client, ms, refused });
  if (refused !== undefined) onProgress(`${step}: ${client} ran no command in an exec task: ${refused}`);
}

async function runOnce(client: string, stage: Stage): Promise<void> {
  const [running] = await stillRunsOn(stage, execJob, [client]);
  await commandRuns(stage.cluster.nomad, { allocation: running?.ID ?? '', task: 'place' }, stage.signal);
}
