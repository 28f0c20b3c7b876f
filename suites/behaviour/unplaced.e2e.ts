import { expect, placementFailures, test, type Wording, waits } from '../../harness/index.ts';

/** File of `jobs/behaviour/unplaced` → why the scheduler leaves out nodes, or all of them. */
const catalogue: [file: string, reason: RegExp | ((says: Wording) => string)][] = [
  ['constraint', /filtered \(\$\{attr\.kernel\.name\} = plan9: \d/],
  ['constraint-sysbatch', /filtered \(\$\{attr\.kernel\.name\} = plan9: \d/],
  ['constraint-system', /filtered \(\$\{attr\.kernel\.name\} = plan9: \d/],
  ['cores', /exhausted \(cores: \d/],
  ['cpu', /exhausted \(cpu: \d/],
  ['csi-volume', ({ missingVolume }) => `filtered (${missingVolume('no-such-volume')}: `],
  ['datacenter', /^app: 0 nodes evaluated/],
  ['device', /filtered \(missing devices: \d/],
  ['disk', /exhausted \(disk: \d/],
  ['distinct-hosts', /filtered \(distinct_hosts: \d/],
  ['driver', /filtered \(missing drivers: \d/],
  ['host-network', /filtered \(missing host network "no-such-network" for port "http": \d/],
  ['host-volume', /filtered \(missing compatible host volumes: \d/],
  ['memory', /exhausted \(memory: \d/],
  ['static-port', /exhausted \(network: reserved port collision http=18080: \d/],
];

test.concurrent.for(catalogue)(
  'a job that waits for a node is told why: %s',
  async (each, { nomad, scope }) => {
    const [file, reason] = each;
    const { evaluation, jobId } = await scope.run(`behaviour/unplaced/${file}.nomad.hcl`);
    expect(placementFailures(evaluation)).toEqual([
      typeof reason === 'function'
        ? expect.stringContaining(reason(scope.nomadSays))
        : expect.stringMatching(reason),
    ]);
    // Those allocations that had room are let start, since how a start that is cut short looks is a matter of luck.
    await waits.allocationsOf(
      nomad,
      jobId,
      (all) => (all.every(({ ClientStatus }) => ClientStatus === 'running') ? all : undefined),
      { timeoutMs: 60_000 },
    );
  },
);
