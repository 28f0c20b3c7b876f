import { fakeEntry } from '../evidence/fake-entry.ts';
import type {
  Entry,
  OperatorAllocation,
  OperatorClaims,
  OperatorJob,
  OperatorTaskState,
} from '../evidence/index.ts';
import { snapshots } from './snapshots.ts';

/** Records of a rehearsal in which all went well, to be broken by a test. */
export const operatorJob: OperatorJob = {
  job: 'web',
  namespace: 'default',
  type: 'service',
  template: false,
  file: 'web.nomad.hcl',
  groups: [
    {
      name: 'web',
      volumes: [{ source: 'data', perAlloc: false, mode: 'write', accessMode: 'single-node-writer' }],
    },
  ],
  changes: [],
};

type Event = [type: string, at: number, exitCode?: number];

/** A task by its events. */
export function task(
  name: string,
  role: OperatorTaskState['role'],
  state: string,
  events: Event[],
  { sidecar = false, failed = false } = {},
): OperatorTaskState {
  return {
    ...{ task: name, role, sidecar, state, failed },
    events: events.map(([type, at, exitCode]) => ({ type, at, ...(exitCode !== undefined && { exitCode }) })),
  };
}

export const running = {
  init: task('init', 'prestart', 'dead', [
    ['Started', 1],
    ['Terminated', 2, 0],
  ]),
  proxy: task('proxy', 'prestart', 'running', [['Started', 3]], { sidecar: true }),
  main: task('main', 'main', 'running', [['Started', 4]]),
  after: task('after', 'poststop', 'pending', []),
};

/** The same tasks after the job's stop. */
export const stopped = {
  init: running.init,
  proxy: { ...running.proxy, state: 'dead', events: ends(running.proxy, 11) },
  main: { ...running.main, state: 'dead', events: ends(running.main, 10) },
  after: task('after', 'poststop', 'dead', [
    ['Started', 12],
    ['Terminated', 13, 0],
  ]),
};

function ends({ events }: OperatorTaskState, at: number) {
  return [...events, { type: 'Terminated', at, exitCode: 0 }];
}

/** One snapshot of the allocation; it runs unless it is the last snapshot. */
export function snapshot(step: string, change: Partial<OperatorAllocation> = {}): OperatorAllocation {
  const last = step === snapshots.stopped;
  return {
    ...{
      step,
      job: 'web',
      namespace: 'default',
      allocation: 'a1',
      name: 'web.web[0]',
      group: 'web',
      index: 1,
    },
    node: 'client-1',
    status: last ? 'complete' : 'running',
    desired: last ? 'stop' : 'run',
    tasks: Object.values(last ? stopped : running),
    ...change,
  };
}

/** The claims at one snapshot. */
export function claims(step: string, change: Partial<OperatorClaims> = {}): OperatorClaims {
  const last = step === snapshots.stopped;
  return {
    ...{ step, volume: 'data', namespace: 'default', differences: [] },
    accessMode: last ? '' : 'single-node-writer',
    claims: last ? [] : [{ allocationId: 'a1', node: 'client-1', mode: 'write', ended: false }],
    holders: last ? [] : ['a1'],
    ...change,
  };
}

/** Entries as the ledger gives them back. */
export function entriesOf(...records: [kind: string, data: object][]): Entry[] {
  return records.map(([kind, data], mono) => fakeEntry(kind, data, { mono }));
}

/** A whole rehearsal of one step; `change` replaces what the ledger has of a kind at a step. */
export function rehearsal(
  change: (kind: string, step: string, record: object) => object | undefined = keep,
): Entry[] {
  const steps = [snapshots.before, '1/1 server-1', snapshots.end, snapshots.stopped];
  const records: [string, string, object][] = [
    ['own-job', '', operatorJob],
    ['step-end', '1/1 server-1', { step: '1/1 server-1' }],
    ...steps.flatMap((step): [string, string, object][] => [
      ['own-allocation', step, snapshot(step)],
      ['own-claims', step, claims(step)],
      ['own-observed', step, { step }],
    ]),
    ['own-release', '', { volume: 'data', boundMs: 60_000, releaseMs: 12 }],
  ];
  return entriesOf(
    ...records.flatMap(([kind, step, record]): [string, object][] => {
      const kept = change(kind, step, record);
      return kept ? [[kind, kept]] : [];
    }),
  );
}

function keep(_kind: string, _step: string, record: object): object | undefined {
  return record;
}
