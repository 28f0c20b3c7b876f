import {
  addressOf,
  countOf,
  expect,
  finishedAt,
  openGate,
  startedAt,
  taskEvents,
  test,
} from '../../harness/index.ts';

test('a sidecar ships the log of main from before its start until after its end', async ({
  nomad,
  scope,
}) => {
  const collector = await (await scope.run('lifecycle/collector.nomad.hcl')).running();
  const url = `http://${addressOf(collector, 'http')}/cgi-bin/lines`;
  const job = await scope.run('lifecycle/log-shipper.nomad.hcl', { collector: url });
  const app = await job.taskRunning('main');

  await nomad.allocations.signal(app.ID, { task: 'shipper', signal: 'SIGTERM' });
  const restarted = await scope.waits.taskRestarted(app.ID, 'shipper');
  await openGate(nomad, app, 'main');
  const ended = await job.ended();

  expect(startedAt(ended, 'main')).toBeGreaterThan(startedAt(ended, 'shipper'));
  expect(restarted.TaskStates?.main?.State, 'main while the sidecar came back').toBe('running');
  expect(countOf(ended, 'main', 'Started'), 'starts of main').toBe(1);
  expect(countOf(ended, 'shipper', 'Started'), 'starts of the sidecar').toBe(2);
  expect(finishedAt(ended, 'shipper')).toBeGreaterThan(finishedAt(ended, 'main'));
  expect(taskEvents(ended, 'shipper').map((event) => event.type)).toContain('Main Tasks Dead');
  expect(ended.ClientStatus).toBe('complete');

  const lines = await nomad.allocations.fs.cat(collector.ID, 'alloc/data/lines');
  const written = Array.from({ length: 100 }, (_, index) => `line ${index + 1}`);
  expect(lines.trim().split('\n')).toEqual(written);
});
