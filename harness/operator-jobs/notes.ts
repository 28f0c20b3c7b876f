import { longestHeartbeatMs } from '../cluster/index.ts';
import { type Block, blocksOf, labelledBlocks, placeIn, resolveText } from '../hcl/index.ts';
import { type Dispatch, dispatchNeeds } from './dispatches.ts';
import { groupsOf, type OperatorJobFile, tasksOf } from './job-file.ts';
import { nodes } from './nodes.ts';

/** What of a job means something else in a rehearsal than in its cluster, each in a line: it runs, and less is shown of it. */
export function notesOn(file: OperatorJobFile): string[] {
  const at = ({ path }: Block) => placeIn(file.hcl, path);
  const spreads = [file.job, ...groupsOf(file)].flatMap((block) => blocksOf(block, 'spread'));
  return [
    ...memoryNotes(file),
    ...groupsOf(file).flatMap((group) => stopNotes(group, file)),
    ...tasksOf(file).flatMap((task) =>
      bindsOf(task, file).map(
        ({ source, block }) =>
          `${at(block)}: task ${task.label} binds ${source}: it is the node's own, not that of your host`,
      ),
    ),
    ...spreads.flatMap((spread) => {
      const elsewhere = labelledBlocks(spread, 'target').filter(({ label }) => label !== nodes.datacenter);
      const ofDatacenters = String(spread.body.attribute).includes('node.datacenter') && elsewhere.length > 0;
      return ofDatacenters
        ? [
            `${at(spread)}: spread over ${elsewhere.map(({ label }) => label).join(', ')}: all nodes are in ${nodes.datacenter}`,
          ]
        : [];
    }),
    ...groupsOf(file).flatMap((group) =>
      labelledBlocks(group, 'volume').flatMap((volume) =>
        blocksOf(volume, 'mount_options').map(
          (options) =>
            `${at(options)}: mount_options of volume ${volume.label}: the hostpath driver is given them and mounts without`,
        ),
      ),
    ),
  ];
}

/** A parameterized job that is not dispatched, for want of what only the operator has. */
export function undispatched(file: OperatorJobFile, dispatch: Dispatch | undefined): string[] {
  return blocksOf(file.job, 'parameterized').flatMap(({ body, path }) => {
    const needs = dispatchNeeds(file.id, body, dispatch);
    const place = placeIn(file.hcl, path);
    return needs.length > 0
      ? [`${place}: job ${file.id} is dispatched only with ${needs.join(' and ')}`]
      : [];
  });
}

/** Several tasks often have it: that is one line. */
function memoryNotes(file: OperatorJobFile): string[] {
  const tasks = tasksOf(file).filter((task) =>
    blocksOf(task, 'resources').some(({ body }) => Number(body.memory_max ?? 0) > 0),
  );
  const [first] = tasks;
  if (!first) return [];
  const place = placeIn(file.hcl, [...first.path, 'resources', 0, 'memory_max']);
  return [
    `${place}: memory_max of ${tasks.map(({ label }) => label).join(', ')} has no effect: memory oversubscription is off in the rehearsal`,
  ];
}

/** The operator's servers are taken to have Nomad's defaults, and a client counts from its last heartbeat. */
const heartbeatMs = longestHeartbeatMs('production');

function stopNotes(group: Block, { hcl }: OperatorJobFile): string[] {
  const limits = [
    ...blocksOf(group, 'disconnect').map(({ body, path }) => ({ body, path, name: 'stop_on_client_after' })),
    { ...group, name: 'stop_after_client_disconnect' },
  ];
  return limits.flatMap(({ body, path, name }) => {
    const said = body[name];
    const ms = typeof said === 'string' ? millisecondsOf(said) : undefined;
    return ms === undefined || ms >= heartbeatMs
      ? []
      : [
          `${placeIn(hcl, [...path, name])}: ${name} of ${said} is shorter than the ${heartbeatMs / 1000} s that may be between two heartbeats: Nomad then stops work of a client that is well`,
        ];
  });
}

const unitMs: Record<string, number> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/** Of Go's durations, such as `1m30s`, those of milliseconds and more; undefined for what is none. */
function millisecondsOf(text: string): number | undefined {
  if (!/^(\d+(\.\d+)?(ms|s|m|h))+$/.test(text)) return undefined;
  const parts = text.matchAll(/([\d.]+)(ms|s|m|h)/g);
  return [...parts].reduce((sum, [, amount, unit]) => sum + Number(amount) * (unitMs[unit ?? ''] ?? 0), 0);
}

/** What docker tasks mount of the node; a relative path is in the task's own folder. */
function bindsOf(task: Block, { variables }: OperatorJobFile): { source: string; block: Block }[] {
  const known = (value: unknown) => resolveText(String(value ?? ''), variables).text;
  return blocksOf(task, 'config').flatMap((config) => {
    const volumes = Array.isArray(config.body.volumes) ? config.body.volumes : [];
    const short = volumes.map((each) => ({
      source: known(each).split(':')[0] ?? '',
      block: { ...config, path: [...config.path, 'volumes'] },
    }));
    const long = ['mount', 'mounts'].flatMap((name) =>
      blocksOf(config, name)
        .filter(({ body }) => body.type === 'bind')
        .map((block) => ({ source: known(block.body.source), block })),
    );
    return [...short, ...long].filter(({ source }) => source.startsWith('/'));
  });
}
