import { type LocatedJson, locateJson, type Place } from '../hcl/index.ts';
import type { Job } from '../nomad/index.ts';

/** A job as Nomad's API has it, and the same as a parsed job file has it: one set of rules serves both. */
export interface ApiJob {
  job: Job;
  /** Without what is empty. */
  body: Record<string, unknown>;
  places: Place;
}

/** Names that a job file has for fields of the API; others only differ in how words are joined (Nomad docs, JSON job specification). */
const names: Record<string, string> = {
  TaskGroups: 'group',
  Tasks: 'task',
  Volumes: 'volume',
  ReservedPorts: 'port',
  DynamicPorts: 'port',
  Actions: 'action',
  Networks: 'network',
  Services: 'service',
  Checks: 'check',
  Constraints: 'constraint',
  Affinities: 'affinity',
  Spreads: 'spread',
  SpreadTarget: 'target',
  Templates: 'template',
  Artifacts: 'artifact',
  VolumeMounts: 'volume_mount',
  Identities: 'identity',
  Secrets: 'secret',
  ParameterizedJob: 'parameterized',
  ReschedulePolicy: 'reschedule',
  RestartPolicy: 'restart',
  LogConfig: 'logs',
  CSIPluginConfig: 'csi_plugin',
  LTarget: 'attribute',
  RTarget: 'value',
  Operand: 'operator',
  EmbeddedTmpl: 'data',
  GetterSource: 'source',
  CPU: 'cpu',
  NUMA: 'numa',
  UI: 'ui',
  MemoryMB: 'memory',
  MemoryMaxMB: 'memory_max',
  FSType: 'fs_type',
};
/** Blocks with a label, and the field that holds it; a volume is in a map by its label. */
const labels: Record<string, string> = {
  group: 'Name',
  task: 'Name',
  port: 'Label',
  action: 'Name',
  target: 'Value',
};
/** Maps whose keys are the user's own. */
const maps = ['Config', 'Meta', 'Env', 'GetterOptions', 'GetterHeaders'];

/** Reads `{"Job": {…}}` or the job alone. Undefined when the text is JSON, but not a job of the API. @throws SyntaxError */
export function apiJobOf(text: string): ApiJob | undefined {
  const root = locateJson(text);
  const job = root.fields.get('Job') ?? root;
  const id = job.fields.get('ID')?.value;
  if (typeof id !== 'string' || id === '' || !job.fields.has('TaskGroups')) return undefined;
  const { body, place } = block(job);
  const places: Place = {
    line: 1,
    inner: new Map([['job', [{ ...place, inner: new Map([[id, [place]]]) }]]]),
  };
  return { job: withoutNull(job.value) as Job, body, places };
}

interface InPlace {
  body: Record<string, unknown>;
  place: Place;
}

function block({ line, fields }: LocatedJson): InPlace {
  const into: InPlace = { body: {}, place: { line, inner: new Map() } };
  for (const [field, each] of fields) {
    if (isEmpty(each.value) || isDefaultConsul(field, each)) continue;
    const name = names[field] ?? field.replaceAll(/([a-z0-9])([A-Z])/g, '$1_$2').toLowerCase();
    if (field === 'Volumes') for (const [label, volume] of each.fields) put(into, name, block(volume), label);
    else if (field === 'Config')
      put(into, name, { body: each.value as InPlace['body'], place: placeOf(each) });
    else if (each.fields.size > 0 && !maps.includes(field)) put(into, name, block(each));
    else if (each.items.some((item) => item.fields.size > 0)) {
      const label = (item: LocatedJson) => item.fields.get(labels[name] ?? '')?.value;
      for (const item of each.items) put(into, name, block(item), label(item));
    } else {
      into.body[name] = each.value;
      into.place.inner.set(name, [placeOf(each)]);
    }
  }
  return into;
}

/** Adds a block to the one around it, as the parser of HCL gives it. */
function put({ body, place }: InPlace, name: string, inner: InPlace, label?: unknown): void {
  if (label === undefined) {
    body[name] = [...((body[name] as unknown[] | undefined) ?? []), inner.body];
    place.inner.set(name, [...(place.inner.get(name) ?? []), inner.place]);
    return;
  }
  const text = String(label);
  const bodies = (body[name] ?? {}) as Record<string, unknown[]>;
  body[name] = { ...bodies, [text]: [...(bodies[text] ?? []), inner.body] };
  const [labelled = { ...inner.place, inner: new Map() }] = place.inner.get(name) ?? [];
  labelled.inner.set(text, [...(labelled.inner.get(text) ?? []), inner.place]);
  place.inner.set(name, [labelled]);
}

function placeOf({ line, fields }: LocatedJson): Place {
  return { line, inner: new Map([...fields].map(([name, each]) => [name, [placeOf(each)]])) };
}

const isEmpty = (value: unknown) =>
  value === null || value === '' || (typeof value === 'object' && Object.keys(value).length === 0);

/** Nomad 1.7 and later give every group and task of a registered job a `Consul` that asks for nothing. */
const isDefaultConsul = (field: string, { value }: LocatedJson) =>
  field === 'Consul' && Object.values(value ?? {}).every((each) => isEmpty(each) || each === 'default');

/** Go writes null for what is not there. */
function withoutNull(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNull);
  if (typeof value !== 'object' || value === null) return value;
  const there = Object.entries(value).filter(([, each]) => each !== null);
  return Object.fromEntries(there.map(([name, each]) => [name, withoutNull(each)]));
}
