import { nodePaths } from '../../../harness/cluster/index.ts';
import { ensurePlugin, sharedPluginId, sharedPluginJob } from '../../../harness/csi/index.ts';
import { EnvironmentError } from '../../../harness/errors.ts';
import { waits } from '../../../harness/wait/index.ts';
import { type Defect, lasting } from '../defect.ts';

const met = () => Promise.resolve(1);

/** Nothing more than that: the cluster itself is of a wrong make. */
export const wrongMake: Defect['inject'] = () => Promise.resolve(lasting());

/** The agent of the last client is gone. */
export const clientGone: Defect['inject'] = async ({ cluster, signal }) => {
  const node = cluster.clients.at(-1);
  if (!node) throw new EnvironmentError('CLUSTER_EMPTY', 'there is no client that could be gone');
  await node.agent.stop('KILL', signal);
  await waits.nodeStatus(cluster.nomad, node.nomadNodeId ?? '', 'down', { timeoutMs: 60_000, signal });
  return {
    met,
    [Symbol.asyncDispose]: async () => {
      await node.agent.start({ signal });
      await cluster.clientsReady(signal);
      await ensurePlugin(cluster, { signal });
    },
  };
};

/** The driver is not on the last client. */
export const driverAbsent: Defect['inject'] = async ({ cluster, signal }) => {
  const { nomad, clients } = cluster;
  const job = await nomad.jobs.read(sharedPluginJob);
  const elsewhere = { LTarget: `\${node.unique.name}`, Operand: '!=', RTarget: clients.at(-1)?.name ?? '' };
  await nomad.jobs.register(Object.assign({}, job, { Constraints: [elsewhere] }));
  const left = clients.length - 1;
  const limits = { timeoutMs: 60_000, signal };
  await waits.pluginHealthy(nomad, sharedPluginId, { nodes: left, controllers: left, ...limits });
  return {
    met,
    [Symbol.asyncDispose]: async () => {
      await nomad.jobs.register(job);
      await ensurePlugin(cluster, { signal });
    },
  };
};

/** Whenever the server's agent starts, it has forgotten everything. */
export const forgetfulServer: Defect['inject'] = async ({ cluster }) => {
  const [server] = cluster.servers;
  if (!server) throw new EnvironmentError('CLUSTER_EMPTY', 'there is no server that could forget');
  const binary = nodePaths.binary(cluster.version);
  const starts = '/var/log/nomad-e2e/forgotten';
  const wrapper = `#!/bin/sh\\nrm -rf ${nodePaths.server}\\necho >> ${starts}\\nexec ${binary}.own "$@"\\n`;
  await server.shell(
    `mv ${binary} ${binary}.own && printf '${wrapper}' > ${binary} && chmod +x ${binary} && : > ${starts}`,
  );
  return {
    met: async () => Number(await server.shell(`wc -l < ${starts}`)),
    [Symbol.asyncDispose]: async () => {
      await server.shell(`mv ${binary}.own ${binary}`);
    },
  };
};
