import type { Defect } from '../defect.ts';
import { clientGone, driverAbsent, forgetfulServer, wrongMake } from '../inject/wrong-cluster.ts';

/** Clusters that are not what the suites were promised. */
export const clusterDefects: readonly Defect[] = (
  [
    {
      id: 'client-gone',
      what: 'one of the clients has lost its agent',
      inject: clientGone,
      suites: ['suites/lifecycle/job-types.e2e.ts'],
      test: /in a system job/,
      because: /timed out after 60\.\d s waiting for allocations of job .*-ordered/,
      alone: true,
    },
    {
      id: 'driver-absent',
      what: 'the driver runs on all clients but one',
      inject: driverAbsent,
      suites: ['suites/csi/file-other-nodes.e2e.ts'],
      test: /for a job on every other node/,
      because: /waiting for plugin hostpath healthy with 2 nodes and 2 controllers/,
      alone: true,
    },
    {
      id: 'wrong-version',
      what: 'the cluster runs Nomad 1.5.6, and not the version that it is said to run',
      make: { version: '1.5.6' },
      inject: wrongMake,
      suites: ['suites/regressions/c3-agent-killed.solo.e2e.ts'],
      test: /outlives a kill of its agent/,
      because: /expected '(\S+) failed' to be '\1 complete'/,
    },
    {
      id: 'acl-off',
      what: 'the ACL system is off',
      make: { acl: false },
      inject: wrongMake,
      suites: ['suites/operations/acl-tokens.e2e.ts'],
      test: /requests without a token/,
      because: /promise resolved .* instead of rejecting/,
    },
    {
      id: 'server-forgets',
      what: 'a server that is restarted comes up empty',
      // One of its own: it knows no token afterwards.
      make: {},
      inject: forgetfulServer,
      suites: ['suites/lifecycle/server-restart.solo.e2e.ts'],
      test: /server that is restarted/,
      because: /waiting for allocation .* running: .* answered 403: Permission denied/,
      alone: true,
    },
    {
      id: 'collection-off',
      what: 'the servers never collect claims of what is gone',
      make: { claimCollection: false },
      inject: wrongMake,
      suites: ['suites/csi/release-node-lost.e2e.ts'],
      test: /when the node of its holder is lost/,
      // Before 1.9.2 the bound of that suite is five minutes longer.
      because: /timed out after (89|90|389|390)\.\d s waiting for claims of volume/,
    },
  ] satisfies Omit<Defect, 'where'>[]
).map((defect) => ({ where: 'cluster', ...defect }));
