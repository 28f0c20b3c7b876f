import { type DataOf, events } from '../../evidence/index.ts';
import { note } from '../../judge/index.ts';
import { whenAnew } from '../../operator-jobs/index.ts';
import { injectInRoots } from '../injection.ts';
import { beforeSteps, bugRule, evidence, type Owing, rule, type UpgradeCheck } from './check.ts';
import { reasonOf } from './exec.ts';

const when = ({ own }: Owing) => own;
type Task = DataOf<typeof events.operatorExec>['tasks'][number];

/**
 * A command can be run in each task of the operator's in which one ran before the upgrade: after each step, where its executor may be
 * of the old version, and when it was started anew.
 */
export const operatorExec: UpgradeCheck = {
  name: 'operator-exec',
  says: ({ files }) =>
    files
      ? {
          observe:
            'after the step of a client a command is run in each task of your jobs in which one ran before',
        }
      : {},
  leaves: [
    evidence(events.operatorExec, {
      when,
      of: ({ clients, rollback }) => [beforeSteps, ...clients, ...(rollback ? [] : [whenAnew])],
      seen: ({ step, client }) => [client ?? step],
    }),
  ],
  before: async (step, { placed }) => await placed?.exec(step),
  // A server that was replaced leads to a client only when that has connected again, which the streams measure.
  async observe(step, { placed, steps }) {
    const { node, does } = steps.find(({ name }) => name === step) ?? {};
    if (node?.role === 'client' && does?.do === 'upgrade') await placed?.exec(step, node.name);
  },
  afterLastStep: async (_, { inject, cluster }) => await injectInRoots(inject, cluster),
  rules: [
    bugRule(events.operatorExec, 'from', ({ step, tasks }, entries) => {
      const lines = events.operatorExec.of(entries);
      const before = lines
        .slice(
          0,
          lines.findIndex((each) => each.step === step),
        )
        .flatMap((line) => line.tasks);
      const refused = tasks.filter((task) => {
        const own = before.filter((each) => isSame(each, task));
        const isNew = !own.some((each) => reasonOf(each) === reasonOf(task));
        return task.refused !== undefined && isNew && own.some((each) => each.refused === undefined);
      });
      return { 'own-exec-refused': refused.length > 0 && inWords(step, refused) };
    }),
    rule(note, events.operatorExec, ({ step, tasks }) => {
      const never = step === beforeSteps ? tasks.filter(({ refused }) => refused !== undefined) : [];
      return {
        'own-exec-unproven':
          never.length > 0 &&
          `no command ran before the upgrade in ${never.map(nameOf).join(', ')}, so that none is run after it: ${never[0]?.refused}`,
      };
    }),
  ],
};

const nameOf = ({ job, task }: Task) => `task ${task} of job ${job}`;

/** Whether they are one task of the job, in whichever allocations. */
const isSame = (one: Task, other: Task) =>
  one.job === other.job && one.namespace === other.namespace && one.task === other.task;

function inWords(step: string, refused: readonly Task[]): string {
  const names = [...new Set(refused.map(nameOf))].join(', ');
  return `${step}: no command could be run any more in ${names}: ${refused[0]?.refused}`;
}
