import { type Block, blocksOf, type Mistake, resolveText } from '../hcl/index.ts';
import { groupsOf, type OperatorJobFile, tasksOf } from './job-file.ts';
import { nodes } from './nodes.ts';

/** Constraints that no client of the rehearsal can meet. What Nomad finds out on a node, such as its kernel, is left to it. */
export function unmetConstraints(file: OperatorJobFile, clients: readonly string[]): Mistake[] {
  return [file.job, ...groupsOf(file), ...tasksOf(file)].flatMap((block) =>
    blocksOf(block, 'constraint').flatMap((constraint) => {
      const reason = unmet(constraint, file, clients);
      return reason === undefined ? [] : [{ path: [...constraint.path, 'attribute'], reason }];
    }),
  );
}

function unmet(
  { body }: Block,
  { variables }: OperatorJobFile,
  clients: readonly string[],
): string | undefined {
  const [attribute, wanted] = [body.attribute, body.value ?? ''].map((each) =>
    resolveText(String(each ?? ''), variables),
  );
  const name = /^\$\{(.+)\}$/.exec(attribute?.text ?? '')?.[1];
  // A value that stands in the operator's own attribute, `regexp = …`, is left to Nomad.
  const bare = body.value === undefined && !/^is_(?:not_)?set$/.test(String(body.operator));
  if (name === undefined || bare || !wanted || 'laterBy' in wanted) return undefined;
  const values = valuesOf(name, clients);
  const holds = tests[String(body.operator ?? '=')];
  if (!values || !holds || values.some((value) => holds(value, wanted.text))) return undefined;
  const there = [...new Set(values)].filter(Boolean);
  const have = there.length > 0 ? `there it is ${there.join(', ')}` : 'none has one';
  const what = ['$', `{${name}}`, ` ${String(body.operator ?? '=')} ${wanted.text}`].join('').trim();
  return `constraint ${what}: no client of the rehearsal meets it (${have})`;
}

/** Of each client; undefined where only Nomad knows. */
function valuesOf(name: string, clients: readonly string[]): (string | undefined)[] | undefined {
  if (name === 'node.unique.name' || name === `meta.${nodes.meta}`) return [...clients];
  if (name.startsWith('meta.') && !/^meta\.(?:connect|unique)\./.test(name)) return [undefined];
  const known: Record<string, string | undefined> = {
    'node.datacenter': nodes.datacenter,
    'node.region': nodes.region,
    'node.pool': nodes.pool,
    'node.class': '',
    'attr.kernel.name': 'linux',
  };
  return Object.hasOwn(known, name) ? [known[name]] : undefined;
}

type Test = (value: string | undefined, wanted: string) => boolean;

const equal: Test = (value, wanted) => value === wanted;
const different: Test = (value, wanted) => value !== wanted;
const listed = (text: string) => text.split(',').map((each) => each.trim());

/** Nomad docs, `constraint` block; what is not here is left to Nomad. */
const tests: Record<string, Test> = {
  '=': equal,
  '==': equal,
  is: equal,
  '!=': different,
  not: different,
  is_set: (value) => value !== undefined,
  is_not_set: (value) => value === undefined,
  set_contains: (value, wanted) =>
    value !== undefined && listed(wanted).every((each) => listed(value).includes(each)),
  set_contains_any: (value, wanted) =>
    value !== undefined && listed(wanted).some((each) => listed(value).includes(each)),
  regexp: (value, wanted) => value !== undefined && matches(value, wanted),
};

/** Go's expressions differ from ours in places: one that is none here is left to Nomad. */
function matches(value: string, pattern: string): boolean {
  try {
    return new RegExp(pattern).test(value);
  } catch {
    return true;
  }
}
