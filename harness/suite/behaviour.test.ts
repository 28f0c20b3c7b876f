import { expect, test } from 'vitest';
import { FakeNomad, json } from '../nomad/fake-nomad.ts';
import { NomadApiError, NomadClient } from '../nomad/index.ts';
import { BehaviourRecorder } from './behaviour.ts';

const event = { Type: 'Started', Time: 1, DisplayMessage: 'Task started by client' };
const allocation = {
  ...{ ID: 'a1', Name: 'j.app[0]', JobID: 'j', TaskGroup: 'app', NodeID: 'n1', NodeName: 'client-1' },
  ...{ ClientStatus: 'complete', DesiredStatus: 'run', CreateIndex: 1, ModifyIndex: 2 },
  TaskStates: { main: { State: 'dead', Failed: false, Restarts: 0, Events: [event] } },
  Job: { ID: 'j', TaskGroups: [] },
};
const evaluation = { ID: 'e1', JobID: 'j', Status: 'blocked', TriggeredBy: 'job-register' };
const failed = {
  app: { NodesEvaluated: 0, NodesFiltered: 0, NodesExhausted: 1, DimensionExhausted: { memory: 1 } },
};
const volume = {
  ...{ ID: 'v', PluginID: 'hostpath', AccessMode: 'single-node-writer', AttachmentMode: 'file-system' },
  ...{ Schedulable: true, WriteAllocs: { a1: null, a2: null }, ReadAllocs: null },
  Allocations: [
    { ID: 'a1', ClientStatus: 'running' },
    { ID: 'a2', ClientStatus: 'complete' },
  ],
};

/** What is recorded of job `j`, its child `j/dispatch-1` and volume `v`, as this Nomad answers. */
async function recorded(use: (recorder: BehaviourRecorder) => Promise<void>) {
  const answers: Record<string, unknown> = {
    '/v1/job/j': { ID: 'j' },
    '/v1/job/j/allocations': [allocation],
    '/v1/job/j/evaluations': [{ ...evaluation, FailedTGAllocs: failed }],
    '/v1/job/j/deployments': [],
    '/v1/allocation/a1': allocation,
    '/v1/job/j%2Fdispatch-1': { ID: 'j/dispatch-1' },
    '/v1/job/j%2Fdispatch-1/allocations': [],
    '/v1/job/j%2Fdispatch-1/evaluations': [],
    '/v1/job/j%2Fdispatch-1/deployments': [],
    '/v1/volume/csi/v': volume,
  };
  await using fake = await FakeNomad.start(({ url = '' }, response) => {
    const answer = answers[new URL(url, 'http://nomad').pathname];
    if (answer === undefined) response.writeHead(404).end('not found');
    else json(response, answer);
  });
  await using nomad = new NomadClient({ address: fake.address });
  const recorder = new BehaviourRecorder(nomad);
  await use(recorder);
  return recorder.observed;
}

test('a job is recorded with its answers, evaluations and allocations', async () => {
  const { jobs, unread } = await recorded(async (recorder) => {
    recorder.from('j', 'behaviour/run/ending.nomad.hcl', { driver: 'exec', script: 'exit 3', image: 'x:1' });
    await recorder.asked('j', 'plan', async () => ({ Warnings: '', FailedTGAllocs: failed }));
    await recorder.job('j');
    await recorder.job('j/dispatch-1');
  });
  const file = "behaviour/run/ending driver=exec script='exit 3'";
  const unplaced = ['app: DimensionExhausted memory', 'app: no node evaluated'];
  expect(unread).toEqual([]);
  expect(jobs).toEqual({
    j: {
      file,
      answers: [{ call: 'plan', refused: undefined, warnings: undefined, unplaced }],
      evaluations: [{ triggeredBy: 'job-register', status: 'blocked', description: '', unplaced }],
      allocations: [
        {
          ...{ group: 'app', client: 'complete', clientDescription: '' },
          ...{ desired: 'run', desiredDescription: '' },
          tasks: {
            main: {
              ...{ state: 'dead', failed: false, restarts: 0 },
              events: [{ type: 'Started', message: 'Task started by client' }],
            },
          },
        },
      ],
      deployments: [],
    },
    'j/dispatch-1': { file, answers: [], evaluations: [], allocations: [], deployments: [] },
  });
});

test('a job that was only asked about is recorded with its refusals', async () => {
  const refusal = new NomadApiError({ method: 'PUT', path: '/v1/jobs' }, 500, 'no such pool');
  const { jobs } = await recorded(async (recorder) => {
    recorder.from('x', 'behaviour/checked/plain');
    await recorder.asked('x', 'validate', async () => ({ Error: 'bad', Warnings: 'old' }));
    const refused = recorder.asked('x', 'register', () => Promise.reject(refusal));
    await expect(refused).rejects.toBe(refusal);
    expect(recorder.answersTo('x')).toHaveLength(2);
  });
  expect(jobs).toEqual({
    x: {
      file: 'behaviour/checked/plain',
      answers: [
        { call: 'validate', refused: 'bad', warnings: 'old', unplaced: [] },
        { call: 'register', refused: 'no such pool' },
      ],
      ...{ evaluations: [], allocations: [], deployments: [] },
    },
  });
});

test('a volume is recorded with the claims of running allocations', async () => {
  const { volumes } = await recorded(async (recorder) => {
    recorder.from('v', 'csi/volume.volume.hcl', { volume_id: 'v', access_mode: 'single-node-writer' });
    await recorder.volume('v');
    await recorder.volume('deleted');
  });
  expect(volumes).toEqual({
    v: {
      file: 'csi/volume access_mode=single-node-writer',
      ...{ accessMode: 'single-node-writer', attachmentMode: 'file-system', schedulable: true },
      claims: ['write'],
    },
  });
});

test('what cannot be read is recorded as unread', async () => {
  const { jobs, unread } = await recorded((recorder) => recorder.job('gone'));
  expect(jobs).toEqual({});
  expect(unread).toEqual([expect.stringMatching(/^job gone: .*404/)]);
});

test('the fields of an answer are collected from each answer', async () => {
  const { fields } = await recorded(async (recorder) => {
    recorder.fields('node', { ID: 'a', Drain: null });
    recorder.fields('node', { ID: 'b', Drain: true });
  });
  expect(fields).toEqual({ node: { ID: ['string'], Drain: ['boolean', 'null'] } });
});
