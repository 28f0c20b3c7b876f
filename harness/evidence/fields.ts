/** Fields of Nomad's answers whose keys are chosen by users or drivers, also where they look like field names. */
const keyed = new Set(['Config', 'Context', 'Details', 'Env', 'Meta', 'Options', 'Parameters', 'Secrets']);

/**
 * Every field of an answer with the types of its values: `TaskStates.*.Events[].Time: number`. Keys that are data, such
 * as a task's name, are `*`; Nomad's own names of fields begin with a capital. A node's attributes keep their names,
 * since jobs refer to them.
 */
export function fieldsOf(answer: unknown): Record<string, string[]> {
  const found = new Map<string, Set<string>>();
  collect(answer, '', found);
  return Object.fromEntries([...found].map(([path, types]) => [path, [...types].sort()]));
}

function collect(value: unknown, path: string, found: Map<string, Set<string>>): void {
  if (path !== '') found.set(path, (found.get(path) ?? new Set()).add(typeOf(value)));
  if (Array.isArray(value)) {
    for (const each of value) collect(each, `${path}[]`, found);
  } else if (typeof value === 'object' && value !== null) {
    const parent = path.slice(path.lastIndexOf('.') + 1);
    for (const [key, each] of Object.entries(value)) {
      const name = isField(parent, key) ? key : '*';
      collect(each, path === '' ? name : `${path}.${name}`, found);
    }
  }
}

function isField(parent: string, key: string): boolean {
  if (parent === 'Attributes') return true;
  return !keyed.has(parent) && /^[A-Z][A-Za-z0-9]*$/.test(key);
}

function typeOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'list' : typeof value;
}
