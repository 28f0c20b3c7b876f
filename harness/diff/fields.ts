import type { Change } from './change.ts';
import type { Side } from './sides.ts';

/** A field of an answer: the types of its values, and the files of the tests that have seen it. */
interface SeenField {
  types: Set<string>;
  files: Set<string>;
}

/** `<api> <path>` → what was seen of it. The name of an API has no dot and may have a blank. */
type SeenFields = Map<string, SeenField>;

/**
 * The fields that an API has gained, lost or changed the type of, one change for each of these. A field within a new
 * one goes without saying.
 */
export function fieldChanges(from: Side, to: Side, after: Side | undefined): Change[] {
  const [a, b] = [fieldsSeen(from), fieldsSeen(to)];
  const c = after && fieldsSeen(after);
  return [
    ...listed('new', outermost(b, a), b),
    ...listed('gone', outermost(a, b), a),
    ...retyped(a, b),
    ...(c ? onlyAfter(a, b, c) : []),
  ];
}

function fieldsSeen({ records }: Side): SeenFields {
  const seen: SeenFields = new Map();
  for (const { fields, jobs } of records) {
    for (const [api, paths] of Object.entries(fields)) {
      for (const [path, types] of Object.entries(paths)) {
        const key = `${api} ${path}`;
        const known = seen.get(key) ?? { types: new Set(), files: new Set() };
        for (const type of types) known.types.add(type);
        for (const { file } of Object.values(jobs)) known.files.add(file);
        seen.set(key, known);
      }
    }
  }
  return seen;
}

/** Keys of `there` that are not in `elsewhere`, without those whose parent is not there, either. */
function outermost(there: SeenFields, elsewhere: SeenFields): string[] {
  // Where a parent is only null, that is told of the parent.
  const parents = new Set([...elsewhere].filter(([, { types }]) => holds(types)).map(([key]) => key));
  const apis = new Set([...elsewhere.keys()].map(apiOf));
  return [...there.keys()].filter((key) => {
    if (elsewhere.has(key) || !apis.has(apiOf(key))) return false;
    const parent = parentOf(key);
    return parent === undefined || parents.has(parent);
  });
}

const holds = (types: Set<string>) => types.has('object') || types.has('list');

const apiOf = (key: string) => key.slice(0, key.lastIndexOf(' '));
const pathOf = (key: string) => key.slice(key.lastIndexOf(' ') + 1);

const attribute = /^node (.*\.)?Attributes\./;

/** Names of attributes have dots of their own, and are no fields within fields. */
function parentOf(key: string): string | undefined {
  const attributes = attribute.exec(key);
  if (attributes) return attributes[0].slice(0, -1);
  const path = pathOf(key);
  const parent = path.endsWith('[]') ? path.slice(0, -2) : path.slice(0, Math.max(0, path.lastIndexOf('.')));
  return parent === '' ? undefined : `${apiOf(key)} ${parent}`;
}

type News = 'new' | 'gone';

/** One change for all fields of an API that the same jobs show. Attributes are told apart: jobs refer to them. */
function listed(news: News, keys: string[], seen: SeenFields): Change[] {
  const groups = Map.groupBy(keys, (key) =>
    JSON.stringify([apiOf(key), attribute.test(key), filesOf([key], seen)]),
  );
  return [...groups.values()].map((own) => {
    const [first = ''] = own;
    const isAttribute = attribute.test(first);
    const name = isAttribute ? 'attribute' : 'field';
    const paths = own.map((key) => (isAttribute ? key.replace(attribute, '') : pathOf(key))).sort();
    const what = `${news === 'new' ? 'new ' : ''}${name}${paths.length > 1 ? 's' : ''}`;
    const words = `API, ${apiOf(first)}: ${what}${news === 'gone' ? ' no longer there:' : ''} ${paths.join(', ')}`;
    return { topic: 'field', words, files: filesOf(own, seen) };
  });
}

function retyped(a: SeenFields, b: SeenFields): Change[] {
  return [...a].flatMap(([key, { types }]) => {
    const now = b.get(key);
    if (!now || !types.isDisjointFrom(now.types)) return [];
    const words = `API, ${apiOf(key)}: field ${pathOf(key)} was ${list(types)}, is now ${list(now.types)}`;
    return [{ topic: 'field', words, files: filesOf([key], b) }];
  });
}

function onlyAfter(a: SeenFields, b: SeenFields, c: SeenFields): Change[] {
  const fresh = outermost(c, new Map([...a, ...b]));
  const common = new Map([...a].filter(([key]) => b.has(key)));
  return [...listed('new', fresh, c), ...listed('gone', outermost(common, c), common)].map((change) => ({
    ...change,
    onlyAfter: true,
  }));
}

const list = (types: Set<string>) => [...types].sort().join(' or ');

function filesOf(keys: string[], seen: SeenFields): string[] {
  return [...new Set(keys.flatMap((key) => [...(seen.get(key)?.files ?? [])]))].sort();
}
