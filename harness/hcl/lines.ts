/** Where a key stands: its line, how deep, and the last line of its block if it opens one. */
interface KeyEntry {
  key: string;
  depth: number;
  line: number;
  lastLine: number;
}

const token =
  /(?<key>"?[\w-]+"?)\s*(?=[={])|"(?:\\.|[^"\\])*"|#.*|\/\/.*|\/\*[\s\S]*?\*\/|(?<open>[{[])|(?<close>[}\]])/g;

/**
 * Every key of an HCL text with its line. The JSON form of a file has lost its positions, so a fault found in
 * it is traced back here. Heredocs are not understood: volume specifications have none.
 */
function keysOf(source: string): KeyEntry[] {
  const entries: KeyEntry[] = [];
  const openers: (KeyEntry | undefined)[] = [];
  let line = 1;
  let seen = 0;
  for (const match of source.matchAll(token)) {
    line += newlines(source.slice(seen, match.index));
    seen = match.index;
    const { key, open, close } = match.groups ?? {};
    if (key !== undefined) {
      entries.push({ key: key.replaceAll('"', ''), depth: openers.length, line, lastLine: line });
    } else if (open !== undefined) {
      const last = entries.at(-1);
      openers.push(last?.depth === openers.length ? last : undefined);
    } else if (close !== undefined) {
      const opener = openers.pop();
      if (opener) opener.lastLine = line;
    }
  }
  return entries;
}

function newlines(text: string): number {
  return text.split('\n').length - 1;
}

/**
 * The line (from 1) of the value at `path` in the parsed form; of its nearest enclosing block if the value is
 * missing; undefined if nothing on the path is in the text.
 */
export function lineOf(source: string, path: readonly PropertyKey[]): number | undefined {
  let candidates = keysOf(source);
  let found: KeyEntry | undefined;
  let depth = 0;
  for (const [at, part] of path.entries()) {
    if (typeof part === 'number') continue;
    const following = path[at + 1];
    const nth = typeof following === 'number' ? following : 0;
    const same = candidates.filter((entry) => entry.depth === depth && entry.key === part);
    // A list attribute is one key with several values; repeated blocks are several keys.
    const next = same[nth] ?? same.at(-1);
    if (next === undefined) break;
    found = next;
    candidates = candidates.filter((entry) => entry.line >= next.line && entry.line <= next.lastLine);
    depth += 1;
  }
  return found?.line;
}
