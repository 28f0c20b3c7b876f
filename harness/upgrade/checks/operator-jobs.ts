import { events } from '../../evidence/index.ts';
import { looks, ownFindings } from '../../operator-jobs/index.ts';
import { evidence, type Owing, type UpgradeCheck } from './check.ts';

const when = ({ own }: Owing) => own;

/** The operator's jobs, seen where they were placed, after each step and after their stop. */
export const operatorJobs: UpgradeCheck = {
  name: 'operator-jobs',
  says: ({ files }) => (files ? { observe: 'hooks, claims and mounts of your jobs are judged' } : {}),
  leaves: [
    evidence(events.ownJob, { when }),
    evidence(events.ownObserved, {
      when,
      at: ({ steps }) => [looks.before, ...steps, looks.end, looks.stopped],
    }),
  ],
  observe: async (step, { placed }) => await placed?.observe(step),
  rules: [ownFindings],
};
