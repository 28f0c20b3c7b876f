import { type Token, tokensOf } from './tokens.ts';

/** Where something stands in the parser's JSON: `['job', 'web', 0, 'group', 'app', 0, 'task', 'main', 0, 'driver']`. */
export type HclPath = readonly PropertyKey[];

/** A block, an attribute or a key of an object in an HCL text. */
export interface Place {
  line: number;
  /** What stands in it, by name or label; a block that is repeated is there several times. */
  inner: Map<string, Place[]>;
  /** Where the brace of a block without labels is in the source. */
  brace?: number;
  /** It has an attribute whose name is in quotes. */
  quoted?: true;
}

/** What a bracket opened: a body or an object, or a list or expression, whose names are no attributes. */
interface Frame {
  place: Place | undefined;
  /** The attribute whose value holds the bracket. */
  attribute: Place | undefined;
}

/** The places of an HCL text that parses. The parser's JSON has no lines, and a mistake is shown in the file. */
export function placesOf(source: string): Place {
  const root: Place = { line: 1, inner: new Map() };
  const frames: Frame[] = [{ place: root, attribute: undefined }];
  let names: Token[] = [];
  let attribute: Place | undefined;
  for (const token of tokensOf(source)) {
    const { kind, text } = token;
    const around = frames.at(-1)?.place;
    if (kind !== 'sign') {
      names.push(token);
    } else if (text === '=' || text === ':') {
      if (around && !attribute && names.length === 1) {
        if (names[0]?.kind === 'text') around.quoted = true;
        attribute = added(around, names);
      }
    } else if (text === '{' && around && (attribute || names.length > 0)) {
      const place = attribute ?? added(around, names);
      if (!attribute && names.length === 1) place.brace = token.at;
      frames.push({ place, attribute });
      [names, attribute] = [[], undefined];
    } else if ('{[('.includes(text)) {
      frames.push({ place: undefined, attribute });
      [names, attribute] = [[], undefined];
    } else if ('}])'.includes(text)) {
      // What a value goes on with behind its bracket is no statement.
      [names, attribute] = [[], frames.length > 1 ? frames.pop()?.attribute : undefined];
    } else if (around) {
      [names, attribute] = [[], undefined];
    }
  }
  return root;
}

/** Adds a block with its labels, or an attribute. Blocks of one name and one label are one place of that label. */
function added(around: Place, names: readonly Token[]): Place {
  const place: Place = { line: names[0]?.line ?? around.line, inner: new Map() };
  let { inner } = around;
  for (const { text } of names.slice(0, -1)) {
    const [labelled = { ...place, inner: new Map() }] = inner.get(text) ?? [];
    inner.set(text, [labelled]);
    ({ inner } = labelled);
  }
  const name = names.at(-1)?.text ?? '';
  inner.set(name, [...(inner.get(name) ?? []), place]);
  return place;
}

/** The line (from 1) of what stands at `path`, or of the nearest thing around it that has one. */
export function lineAt(root: Place, path: HclPath): number {
  let found = root;
  let same: Place[] = [];
  for (const part of path) {
    if (typeof part === 'number') {
      // An element of a list has no place of its own.
      found = same[part] ?? found;
      continue;
    }
    same = found.inner.get(String(part)) ?? [];
    const [first] = same;
    if (!first) break;
    found = first;
  }
  return found.line;
}

/** The lines of what has a name in the text, blocks and attributes alike. */
export function linesByName(root: Place): Record<string, number[]> {
  const named = Map.groupBy(namedIn(root), ({ name }) => name);
  return Object.fromEntries([...named].map(([name, all]) => [name, all.map(({ line }) => line)]));
}

function* namedIn({ inner }: Place): Generator<{ name: string; line: number }> {
  for (const [name, same] of inner) {
    for (const place of same) {
      yield { name, line: place.line };
      yield* namedIn(place);
    }
  }
}

/** Names of the variables that are declared. */
export function declaredIn(root: Place): string[] {
  return [...(root.inner.get('variable')?.[0]?.inner.keys() ?? [])];
}

/**
 * The text with each block that has quoted names as an object: `secrets { "a.b" = "c" }` as `secrets = { … }`. Nomad's
 * CLI takes both in a volume specification, an HCL2 parser only the second.
 */
export function withObjects(source: string): string {
  const braces = [...bracesOfQuoted(placesOf(source))].sort((a, b) => b - a);
  return braces.reduce((text, at) => `${text.slice(0, at)}= ${text.slice(at)}`, source);
}

function* bracesOfQuoted({ brace, quoted, inner }: Place): Generator<number> {
  if (quoted && brace !== undefined) yield brace;
  for (const same of inner.values()) for (const each of same) yield* bracesOfQuoted(each);
}
