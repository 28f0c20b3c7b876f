import type { AllocationBehaviour, BehaviourRecord, Fields, JobBehaviour } from '../evidence/index.ts';
import type { Side } from './sides.ts';

/** A side that has run these records. */
export const side = (name: string, ...records: BehaviourRecord[]): Side => ({ name, records });

/** What one test did, with one job: by default nothing at all. */
export function record(
  job: Partial<JobBehaviour> = {},
  rest: Partial<BehaviourRecord> = {},
): BehaviourRecord {
  const none: JobBehaviour = {
    file: 'behaviour/x',
    answers: [],
    evaluations: [],
    allocations: [],
    deployments: [],
  };
  const scope = `tasks-${Math.random().toString(16).slice(2, 10).padEnd(8, '0')}`;
  return {
    test: 'a test',
    passed: true,
    scope,
    jobs: { [`${scope}-job`]: { ...none, ...job } },
    volumes: {},
    fields: {},
    unread: [],
    ...rest,
  };
}

/** An allocation whose task `main` had these events: type and message. */
export function allocation(...events: [type: string, message?: string][]): AllocationBehaviour {
  return {
    group: 'app',
    client: 'complete',
    clientDescription: '',
    desired: 'run',
    desiredDescription: '',
    tasks: {
      main: {
        state: 'dead',
        failed: false,
        restarts: 0,
        events: events.map(([type, message = '']) => ({ type, message })),
      },
    },
  };
}

/** A record that has seen these fields, with a job of this file. */
export const fieldsRecord = (api: string, fields: Fields, file = 'behaviour/x') =>
  record({ file }, { test: file, fields: { [api]: fields } });
