import { events } from '../../evidence/index.ts';
import { operatorFindings, snapshots } from '../../operator-jobs/index.ts';
import { evidence, type Owing, type UpgradeCheck } from './check.ts';

const when = ({ own }: Owing) => own;

/** The operator's jobs, seen where they were placed, after each step and after their stop. */
export const operatorJobs: UpgradeCheck = {
  name: 'operator-jobs',
  says: ({ files }) => (files ? { observe: 'hooks, claims and mounts of your jobs are judged' } : {}),
  leaves: [
    evidence(events.operatorJob, { when }),
    evidence(events.operatorObserved, {
      when,
      at: ({ steps }) => [snapshots.before, ...steps, snapshots.end, snapshots.stopped],
    }),
  ],
  observe: async (step, { placed }) => await placed?.observe(step),
  rules: [operatorFindings],
};
