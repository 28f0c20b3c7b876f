import { type DataOf, events } from '../../evidence/index.ts';
import { note } from '../../judge/index.ts';
import { whenAnew } from '../../operator-jobs/index.ts';
import { beforeSteps, bugRule, evidence, type Owing, rule, type UpgradeCheck } from './check.ts';

const when = ({ own }: Owing) => own;
type Line = DataOf<typeof events.operatorExec>;
type Task = Line['tasks'][number];

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
  rules: [
    bugRule(events.operatorExec, 'from', ({ step, tasks }, entries) => {
      const before = events.operatorExec.of(entries).filter(isBefore(step));
      const refused = tasks.filter((task) => task.refused !== undefined && lastOf(task, before) === 'ran');
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

/** The lines until that of this step. */
function isBefore(step: string): (line: Line, at: number, all: readonly Line[]) => boolean {
  return (_, at, all) => at < all.findIndex((each) => each.step === step);
}

/** What became of the last command in the same task of the job, in whichever allocation. */
function lastOf({ job, namespace, task }: Task, lines: readonly Line[]): 'ran' | 'refused' | undefined {
  const last = lines
    .flatMap(({ tasks }) => tasks)
    .findLast((each) => each.job === job && each.namespace === namespace && each.task === task);
  return last && (last.refused === undefined ? 'ran' : 'refused');
}

function inWords(step: string, refused: readonly Task[]): string {
  const names = [...new Set(refused.map(nameOf))].join(', ');
  return `${step}: no command could be run any more in ${names}: ${refused[0]?.refused}`;
}
