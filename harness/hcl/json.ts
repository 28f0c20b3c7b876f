/** A value of a JSON text, with the line that it begins in. */
export interface LocatedJson {
  /** From 1. */
  line: number;
  value: unknown;
  /** Of an object, by name. */
  fields: ReadonlyMap<string, LocatedJson>;
  /** Of a list. */
  items: readonly LocatedJson[];
}

const token = /"(?:\\.|[^"\\])*"|[{}[\],:]|[^\s{}[\]:,"]+/g;

/** The values of a JSON text, each with its line. @throws SyntaxError when it is none */
export function locateJson(source: string): LocatedJson {
  JSON.parse(source);
  let line = 1;
  let seen = 0;
  const tokens = [...source.matchAll(token)].map(({ 0: text, index }) => {
    line += source.slice(seen, index).split('\n').length - 1;
    seen = index;
    return { text, line };
  });
  return located(tokens.reverse());
}

/** Takes the tokens of one value, last first. The text parses, so each is where it belongs. */
function located(tokens: { text: string; line: number }[]): LocatedJson {
  const { text, line } = tokens.pop() ?? { text: 'null', line: 1 };
  const fields = new Map<string, LocatedJson>();
  const items: LocatedJson[] = [];
  if (text !== '{' && text !== '[') return { line, value: JSON.parse(text), fields, items };
  while (tokens.length > 0 && !isEnd(tokens.at(-1)?.text)) {
    const name = text === '{' ? String(JSON.parse(tokens.pop()?.text ?? '')) : undefined;
    if (name !== undefined) tokens.pop();
    const each = located(tokens);
    if (name === undefined) items.push(each);
    else fields.set(name, each);
    if (tokens.at(-1)?.text === ',') tokens.pop();
  }
  tokens.pop();
  const entries = [...fields].map(([name, each]) => [name, each.value]);
  return {
    line,
    value: text === '[' ? items.map((each) => each.value) : Object.fromEntries(entries),
    fields,
    items,
  };
}

const isEnd = (text: string | undefined) => text === '}' || text === ']';
