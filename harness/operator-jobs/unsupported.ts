import {
  type Block,
  blocksOf,
  type HclPath,
  labelledBlocks,
  lineOf,
  type Mistake,
  textsIn,
} from '../hcl/index.ts';
import { groupsOf, type OperatorJobFile, type OperatorTask, tasksOf } from './job-file.ts';
import { longNames } from './long-names.ts';
import { newerOrEnterprise } from './newer.ts';
import { nodes } from './nodes.ts';
import { unmetConstraints } from './placement.ts';
import { templateCalls } from './template-calls.ts';
import { driverValueMistakes } from './value-types.ts';

const noConsul = 'no Consul runs in the rehearsal';
const noVault = 'no Vault runs in the rehearsal';

/** Where a job is to run. */
export interface Ground {
  /** The version that it runs on first. */
  from: string;
  /** Names of the clients. */
  clients: readonly string[];
  /** Whether the docker driver of the nodes takes privileged tasks. */
  allowPrivileged: boolean;
  /** Nomad's CLI is not at hand yet, and reads the jobs before anything is started. */
  cliLater?: boolean | undefined;
}

/** What a job needs that a rehearsal cannot give, each with its reason and place. Empty for a job that can be run. */
export function unsupportedIn(file: OperatorJobFile, ground: Ground): Mistake[] {
  const { from, clients, cliLater = false } = ground;
  const { job, id, written } = file;
  const groups = groupsOf(file);
  const tasks = tasksOf(file);
  const everywhere: Block[] = [job, ...groups, ...tasks];
  const blocks = (name: string, reason: string) =>
    everywhere.flatMap((block) => blocksOf(block, name).map(({ path }) => ({ path, reason })));
  return [
    ...(/^(upgrade-|plugin-hostpath$)/.test(id)
      ? [
          {
            path: job.path,
            reason: `"${id}" is an id that the rehearsal's own jobs have: give the job another id`,
          },
        ]
      : []),
    ...newerOrEnterprise(written, from),
    ...blocks('vault', `vault block: ${noVault}`),
    ...blocks('consul', `consul block: ${noConsul}`),
    ...everywhere.flatMap((block) =>
      blocksOf(block, 'service').flatMap((service) =>
        blocksOf(service, 'connect').map(({ path }) => ({ path, reason: `connect block: ${noConsul}` })),
      ),
    ),
    ...unmetConstraints(file, clients),
    ...groups.flatMap((group) => [...networkMistakes(group), ...hostVolumeMistakes(group)]),
    ...tasks.flatMap((task) => taskMistakes(task, file, ground)),
    ...driverValueMistakes(job),
    ...longNames(file),
    // Nomad's CLI has read the files; its server cannot.
    ...(file.parsed || cliLater
      ? []
      : textsIn(file.hcl.body, []).flatMap(({ text, path }) => fileMistakes(text, path))),
  ];
}

function networkMistakes(group: Block): Mistake[] {
  return blocksOf(group, 'network').flatMap((network) => {
    const mode = String(network.body.mode ?? 'host');
    const elsewhere = labelledBlocks(network, 'port').filter(
      ({ body }) => (body.host_network ?? 'default') !== 'default',
    );
    return [
      ...(mode.startsWith('cni/')
        ? [
            {
              path: [...network.path, 'mode'],
              reason: `network mode "${mode}": the nodes have no CNI network but Nomad's own, "bridge"`,
            },
          ]
        : []),
      ...elsewhere.map(({ label, body, path }) => ({
        path: [...path, 'host_network'],
        reason: `host network "${String(body.host_network)}" of port ${label}: the nodes have only the default one`,
      })),
    ];
  });
}

function hostVolumeMistakes(group: Block): Mistake[] {
  return labelledBlocks(group, 'volume')
    .filter(({ body }) => body.type === 'host' && body.source !== nodes.hostVolume)
    .map(({ body, path }) => ({
      path: [...path, 'source'],
      reason: `host volume "${String(body.source)}": the nodes have only one, "${nodes.hostVolume}"`,
    }));
}

function taskMistakes(task: OperatorTask, file: OperatorJobFile, ground: Ground): Mistake[] {
  const { label, body, path } = task;
  const driver = typeof body.driver === 'string' ? body.driver : undefined;
  const known = driver === undefined || driver.includes('$' + '{') || nodes.drivers.includes(driver);
  const { allowPrivileged } = ground;
  const privileged = blocksOf(task, 'config').filter(({ body: config }) => config.privileged === true);
  return [
    ...(known
      ? []
      : [
          {
            path: [...path, 'driver'],
            reason: `driver "${driver}" of task ${label}: the nodes have ${nodes.drivers.join(', ')}`,
          },
        ]),
    ...(allowPrivileged ? [] : privileged).map(({ path: config }) => ({
      path: [...config, 'privileged'],
      reason: `task ${label} is privileged, which the docker driver of the nodes takes with --allow-privileged only`,
    })),
    ...blocksOf(task, 'csi_plugin').map(({ path: plugin }) => ({
      path: plugin,
      reason: `task ${label} is a CSI plugin: leave this job out, the hostpath driver stands in for it`,
    })),
    ...blocksOf(task, 'artifact').map(({ path: artifact }) => ({
      path: artifact,
      reason: `artifact of task ${label}: the nodes have no way out to fetch it`,
    })),
    ...blocksOf(task, 'template').flatMap((template) => templateMistakes(template, label, file)),
  ];
}

function templateMistakes({ body, path }: Block, task: string, { hcl }: OperatorJobFile): Mistake[] {
  const at = [...path, 'data'];
  const line = lineOf(hcl, { path: at, reason: '' });
  // A heredoc's text begins in the next line.
  const heredoc = /<<-?\S+\s*$/.test(hcl.source.split('\n')[line - 1] ?? '');
  return templateCalls(String(body.data ?? '')).map(({ name, system, below }) => ({
    path: at,
    ...(heredoc && { line: line + 1 + below }),
    reason: `template of task ${task} calls "${name}": ${system === 'Consul' ? noConsul : noVault}`,
  }));
}

/** Nomad's server parses the file where the CLI cannot run, and no parser of a server reads files for a client. */
function fileMistakes(text: string, path: HclPath): Mistake[] {
  const call =
    /\$\{[^}]*\b(file|filebase64|fileexists|fileset|templatefile|abspath|pathexpand|basename|dirname)\(/.exec(
      text,
    );
  if (!call) return [];
  return [
    {
      path,
      reason: `${call[1]}() reads files beside the job, which Nomad's server cannot: write the text in`,
    },
  ];
}
