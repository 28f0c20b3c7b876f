import { type Allocation, expect, type Job, type NomadClient, test } from '../../harness/index.ts';
import { capabilities, clientWith } from './token.ts';

/** What each call needs: Nomad's ACL policy specification, namespace capabilities. */
const calls: Record<string, (nomad: NomadClient, job: Job, allocation: Allocation) => Promise<unknown>> = {
  'read-job': (nomad, { ID }) => nomad.jobs.read(ID),
  'submit-job': (nomad, job) => nomad.jobs.register(job),
  'read-logs': (nomad, _, { ID }) => nomad.allocations.logs(ID, { task: 'echo', type: 'stdout' }),
  'read-fs': (nomad, _, { ID }) => nomad.allocations.fs.list(ID, 'alloc'),
  'alloc-exec': (nomad, _, { ID }) => nomad.allocations.exec(ID, { task: 'echo', command: ['true'] }),
  'alloc-lifecycle': (nomad, _, { ID }) => nomad.allocations.signal(ID, { signal: 'SIGCONT' }),
};
const names = Object.keys(calls);
/** By the same page, who may read files may read logs. */
const impliedBy: Record<string, string> = { 'read-logs': 'read-fs' };

test('a token may do only what its capabilities name', async ({ nomad, scope }) => {
  const job = await scope.job('operations/echo.nomad.hcl');
  const allocation = await (await scope.submit(job)).running();
  for (const name of names) {
    const call = calls[name];
    if (!call) continue;
    const having = await clientWith(capabilities(name), { nomad, scope });
    const others = names.filter((other) => other !== name && other !== impliedBy[name]);
    const lacking = await clientWith(capabilities(...others), { nomad, scope });
    await expect(call(having, job, allocation), `with ${name} alone`).resolves.not.toThrow();
    await expect(call(lacking, job, allocation), `without ${name}`).rejects.toThrow(/Permission denied/);
  }
});
