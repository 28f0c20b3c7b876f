import { type Block, blocksOf, type HclPath, labelledBlocks, type Mistake, textsIn } from '../hcl/index.ts';
import { groupsOf, type OperatorJobFile, tasksOf } from './job-file.ts';
import { templateCalls } from './template-calls.ts';

/** Drivers of the cluster's nodes; `mock_driver` is only in binaries that were built from source. */
const drivers = ['docker', 'exec', 'raw_exec'];
/** The only host volume that the nodes have. */
const hostVolume = 'e2e';

const noConsul = 'no Consul runs in the rehearsal';
const noVault = 'no Vault runs in the rehearsal';

/** What a job needs that a rehearsal cannot give, each with its reason and place. Empty for a job that can be run. */
export function unsupportedIn(file: OperatorJobFile): Mistake[] {
  const { job, id } = file;
  const mistake = (path: HclPath, reason: string): Mistake => ({ path, reason });
  const groups = groupsOf(file);
  const tasks = tasksOf(file);
  const everywhere: Block[] = [job, ...groups, ...tasks];
  const blocks = (name: string, reason: string) =>
    everywhere.flatMap((block) => blocksOf(block, name).map(({ path }) => mistake(path, reason)));
  return [
    ...(/^(upgrade-|plugin-hostpath$)/.test(id)
      ? [mistake(job.path, `"${id}" is an id that the rehearsal's own jobs have: give the job another id`)]
      : []),
    ...blocks('vault', `vault block: ${noVault}`),
    ...blocks('consul', `consul block: ${noConsul}`),
    ...blocks('multiregion', 'multiregion block: it is a feature of Nomad Enterprise'),
    ...everywhere.flatMap((block) =>
      blocksOf(block, 'service').flatMap((service) =>
        blocksOf(service, 'connect').map(({ path }) => mistake(path, `connect block: ${noConsul}`)),
      ),
    ),
    ...groups.flatMap((group) => [...networkMistakes(group), ...hostVolumeMistakes(group)]),
    ...tasks.flatMap(taskMistakes),
    ...textsIn(job.body, job.path).flatMap(({ text, path }) => fileMistakes(text, path)),
  ];
}

function networkMistakes(group: Block): Mistake[] {
  return blocksOf(group, 'network').flatMap(({ body, path }) => {
    const mode = String(body.mode ?? 'host');
    if (mode !== 'bridge' && !mode.startsWith('cni/')) return [];
    return [{ path: [...path, 'mode'], reason: `network mode "${mode}": the nodes have no CNI plugins` }];
  });
}

function hostVolumeMistakes(group: Block): Mistake[] {
  return labelledBlocks(group, 'volume')
    .filter(({ body }) => body.type === 'host' && body.source !== hostVolume)
    .map(({ body, path }) => ({
      path: [...path, 'source'],
      reason: `host volume "${String(body.source)}": the nodes have only one, "${hostVolume}"`,
    }));
}

function taskMistakes({ label, body, path }: Block & { label: string }): Mistake[] {
  const block = { body, path };
  const driver = typeof body.driver === 'string' ? body.driver : undefined;
  const known = driver === undefined || driver.includes('$' + '{') || drivers.includes(driver);
  const privileged = blocksOf(block, 'config').filter(({ body: config }) => config.privileged === true);
  return [
    ...(known
      ? []
      : [
          {
            path: [...path, 'driver'],
            reason: `driver "${driver}" of task ${label}: the nodes have ${drivers.join(', ')}`,
          },
        ]),
    ...privileged.map(({ path: config }) => ({
      path: [...config, 'privileged'],
      reason: `task ${label} is privileged, which the docker driver of the nodes does not allow`,
    })),
    ...blocksOf(block, 'csi_plugin').map(({ path: plugin }) => ({
      path: plugin,
      reason: `task ${label} is a CSI plugin: leave this job out, the hostpath driver stands in for it`,
    })),
    ...blocksOf(block, 'template').flatMap(({ body: template, path: at }) =>
      templateCalls(String(template.data ?? '')).map(({ name, system }) => ({
        path: [...at, 'data'],
        reason: `template of task ${label} calls "${name}": ${system === 'Consul' ? noConsul : noVault}`,
      })),
    ),
  ];
}

/** Nomad's server parses the file, and no parser of a server reads files for a client. */
function fileMistakes(text: string, path: HclPath): Mistake[] {
  const call = /\$\{[^}]*\b(file|filebase64|fileexists|fileset|templatefile)\(/.exec(text);
  if (!call) return [];
  return [
    {
      path,
      reason: `${call[1]}() reads files beside the job, which Nomad's server cannot: write the text in`,
    },
  ];
}
