import { type Command, Option } from 'commander';
import { compiledVersion, defaultVersion } from '../binary/index.ts';
import { defaultNodeEngine } from '../image/index.ts';

/** Its default is not commander's, so that what was given can be told from it. */
export const nodeEngineOption = () =>
  new Option(
    '--node-engine <name|folder>',
    `Docker engine inside the nodes: that of Debian's bookworm (20.10) or trixie (26.1), or a folder with .deb packages of another (default: ${defaultNodeEngine})`,
  );

export const engineAddressOption = () =>
  new Option(
    '--engine-address <address>',
    "address of an engine in another network, such as docker of DOCKER_HOST=tcp://docker:2375: publish the nodes' ports there, for everybody who reaches it",
  );

/** Adds the flags of a command that starts a cluster. */
export function withCluster(command: Command): Command {
  return withNodes(command, { servers: '1', clients: '2' })
    .option(
      '--nomad-version <x.y.z>',
      `Nomad version, release line such as 2.0, or latest (default: ${defaultVersion}, or ${compiledVersion} compiled from source when no release archive is reachable)`,
    )
    .option('--nomad-binary <path>', 'path of a Nomad binary to use instead');
}

/** Adds the flags of a command that starts a cluster of each of several versions, one after the other. */
export function withVersions(command: Command): Command {
  return withNodes(command, { servers: '1', clients: '2' })
    .option('--nomad-version <versions>', 'Nomad versions, separated by commas')
    .option('--nomad-binary <paths>', 'paths of Nomad binaries, separated by commas');
}

/** Adds the same but for the version. */
export function withNodes(
  command: Command,
  { servers, clients }: { servers: string; clients: string },
): Command {
  return command
    .option('--servers <n>', 'number of servers: 1, 3 or 5', servers)
    .option('--clients <n>', 'number of clients: 1 to 50', clients)
    .option(
      '--production-timing',
      "use Nomad's default heartbeat and claim-collection intervals instead of short ones",
    )
    .option(
      '--secure',
      'enable mutual TLS and gossip encryption with certificates made for the run (Nomad 1.5 or later)',
    )
    .option(
      '--allow-privileged',
      'let docker tasks be privileged, and use the devices of this machine; off, since such a task is root here',
    )
    .addOption(nodeEngineOption())
    .addOption(engineAddressOption())
    .option('--install', "install Docker from Debian's packages if there is no engine")
    .option('--runs <folder>', 'folder to create run folders in', 'runs');
}
