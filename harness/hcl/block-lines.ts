/** The line (from 1) of each block and attribute of an HCL text, by its path in the parser's JSON. */
export type BlockLines = ReadonlyMap<string, number>;

/** Where something stands in the parsed body: `['job', 'web', 0, 'group', 'app', 0, 'task', 'main', 0, 'driver']`. */
export type HclPath = readonly (string | number)[];

interface Frame {
  path: HclPath;
  /** What opened it holds statements, not the elements of a list. */
  body: boolean;
  /** How often a block of this name and these labels was opened in it. */
  seen: Map<string, number>;
}

interface Statement {
  words: string[];
  line: number;
  /** After the `=`: what follows is a value. */
  value: boolean;
}

const token = new RegExp(
  [
    /<<-?[ \t]*(?<tag>\w+)[^\n]*\n(?:[\s\S]*?\n)??[ \t]*\k<tag>(?!\w)/,
    /#[^\n]*|\/\/[^\n]*|\/\*[\s\S]*?\*\//,
    /(?<text>"(?:\\.|\$\{(?:[^{}"]|"[^"]*")*\}|[^"\\])*")/,
    /(?<word>[\w-]+)/,
    /(?<sign>[={}[\]()\n,:])/,
  ]
    .map(({ source }) => source)
    .join('|'),
  'g',
);

/**
 * The lines of a job file. Its JSON form has lost them, and a fault that is found there has to be shown in the file.
 * A block's path ends with its number among the blocks of the same name and labels, as in the parser's JSON.
 */
export function blockLines(source: string): BlockLines {
  const lines = new Map<string, number>();
  const frames: Frame[] = [{ path: [], body: true, seen: new Map() }];
  let statement: Statement = fresh();
  let line = 1;
  for (const match of source.matchAll(token)) {
    const { text, word, sign } = match.groups ?? {};
    const frame = frames.at(-1);
    if (!frame) break;
    if (sign === undefined) {
      const name = word ?? text?.slice(1, -1);
      if (name !== undefined && frame.body && !statement.value) {
        if (statement.words.length === 0) statement.line = line;
        statement.words.push(name);
      }
    } else if (sign === '=' || sign === ':') {
      if (frame.body && !statement.value && statement.words.length === 1) {
        lines.set(keyOf([...frame.path, ...statement.words]), statement.line);
        statement.value = true;
      }
    } else if ('{[('.includes(sign)) {
      frames.push(opened(frame, statement, sign, lines));
      statement = fresh();
    } else if ('}])'.includes(sign)) {
      if (frames.length > 1) frames.pop();
      statement = { ...fresh(), value: true };
    } else if (frame.body) {
      statement = fresh();
    }
    line += match[0].split('\n').length - 1;
  }
  return lines;
}

function opened(frame: Frame, statement: Statement, sign: string, lines: Map<string, number>): Frame {
  const { words, value, line } = statement;
  const body = { body: true, seen: new Map<string, number>() };
  if (!frame.body || sign !== '{' || words.length === 0) return { ...body, path: frame.path, body: false };
  if (value) return { ...body, path: [...frame.path, ...words] };
  const name = keyOf(words);
  const nth = frame.seen.get(name) ?? 0;
  frame.seen.set(name, nth + 1);
  const path = [...frame.path, ...words, nth];
  lines.set(keyOf(path), line);
  return { ...body, path };
}

/** The line of what stands at `path`, or of the nearest thing around it that has one. */
export function lineAt(lines: BlockLines, path: HclPath): number {
  for (let length = path.length; length > 0; length -= 1) {
    const line = lines.get(keyOf(path.slice(0, length)));
    if (line !== undefined) return line;
  }
  return 1;
}

const fresh = (): Statement => ({ words: [], line: 1, value: false });

const keyOf = (path: HclPath) => path.join('\n');
