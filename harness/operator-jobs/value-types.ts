import { type Block, labelledBlocks, type Mistake } from '../hcl/index.ts';
import { writtenIn } from './written.ts';

type Kind = 'number' | 'list' | 'boolean';

/** Attributes that are no text, by what they are (Nomad docs, job specification). */
const kinds: Record<string, Kind> = {
  'job.datacenters': 'list',
  'job.priority': 'number',
  'group.count': 'number',
  'port.static': 'number',
  'port.to': 'number',
  'service.tags': 'list',
  'restart.attempts': 'number',
  'reschedule.attempts': 'number',
  'reschedule.unlimited': 'boolean',
  'ephemeral_disk.size': 'number',
  'update.max_parallel': 'number',
  'update.canary': 'number',
  'volume.read_only': 'boolean',
  'volume.per_alloc': 'boolean',
  'volume_mount.read_only': 'boolean',
  'lifecycle.sidecar': 'boolean',
  'task.leader': 'boolean',
  'template.env': 'boolean',
  'resources.cpu': 'number',
  'resources.cores': 'number',
  'resources.memory': 'number',
  'resources.memory_max': 'number',
};
/** Those of the drivers, which only look when a task starts. */
const ofDrivers: Record<string, Kind> = {
  'config.args': 'list',
  'config.ports': 'list',
  'config.volumes': 'list',
  'config.privileged': 'boolean',
  'config.force_pull': 'boolean',
};

/** Values in the drivers' `config` that are of another kind than the drivers take: no parser of Nomad's names them. */
export const driverValueMistakes = (job: Block) => mistakesOf(job, ofDrivers);

/** Values of a job and defaults of variables that Nomad's parser refuses; it stops at the first, and this goes on. */
export function valueMistakes(root: Block, job: Block): Mistake[] {
  const variables = labelledBlocks(root, 'variable').flatMap(({ label, body, path }): Mistake[] => {
    const kind = kindOfType(body.type);
    if (kind === undefined || body.default === undefined || isOf(kind, body.default)) return [];
    const reason = `the default of variable "${label}" must be a ${kind}; got ${JSON.stringify(body.default)}`;
    return [{ path: [...path, 'default'], reason }];
  });
  return [...variables, ...mistakesOf(job, kinds)];
}

function mistakesOf(job: Block, table: Record<string, Kind>): Mistake[] {
  return [...writtenIn(job)].flatMap(({ name, value, path }): Mistake[] => {
    const kind = table[name];
    if (kind === undefined || isOf(kind, value)) return [];
    const short = name.split('.').at(-1);
    return [{ path, reason: `${short} must be a ${kind}; got ${JSON.stringify(value)}` }];
  });
}

/** The parser gives a type as the expression that it is. */
function kindOfType(type: unknown): Kind | undefined {
  const [, name = '', inner] = /^\$\{\s*(number|bool|list|set)(\(|\s*\})/.exec(String(type)) ?? [];
  if (inner === '(') return 'list';
  return name === 'number' ? 'number' : name === 'bool' ? 'boolean' : undefined;
}

/** Whether a value is of a kind, or becomes one as Nomad converts it; of an expression nothing is known. */
function isOf(kind: Kind, value: unknown): boolean {
  if (typeof value === 'string' && /[$%]\{/.test(value)) return true;
  switch (kind) {
    case 'list':
      return Array.isArray(value) || value === null;
    case 'number':
      return (
        typeof value === 'number' ||
        (typeof value === 'string' && value.trim() !== '' && !Number.isNaN(Number(value)))
      );
    case 'boolean':
      return typeof value === 'boolean' || value === 'true' || value === 'false';
  }
}
