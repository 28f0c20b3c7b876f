/** A token of an HCL text; a newline is a sign. */
export interface Token {
  kind: 'name' | 'text' | 'sign';
  /** Of a quoted text without its quotes. */
  text: string;
  /** From 1. */
  line: number;
  /** Where it begins in the source. */
  at: number;
}

const grammar = new RegExp(
  [
    // A heredoc ends at the line that holds its tag alone.
    /<<-?(?<tag>[\p{ID_Continue}-]+)[^\n]*\n(?:[^\n]*\n)*?[ \t]*\k<tag>[ \t]*\r?(?=\n|$)/u,
    /#[^\n]*|\/\/[^\n]*|\/\*[\s\S]*?\*\//u,
    /[=!<>]=|=>/u,
    /(?<quote>")/u,
    /(?<name>[\p{ID_Continue}-]+)/u,
    /(?<sign>[={}[\]()\n,:])/u,
  ]
    .map(({ source }) => source)
    .join('|'),
  'gu',
);

/** The tokens of an HCL text that parses. Comments, heredocs and other operators than `=` and `:` are left out. */
export function* tokensOf(source: string): Generator<Token> {
  const pattern = new RegExp(grammar);
  let line = 1;
  let seen = 0;
  for (let match = pattern.exec(source); match !== null; match = pattern.exec(source)) {
    line += source.slice(seen, match.index).split('\n').length - 1;
    seen = match.index;
    const { quote, name, sign } = match.groups ?? {};
    const where = { line, at: match.index };
    if (quote !== undefined) {
      pattern.lastIndex = endOfText(source, match.index);
      yield { kind: 'text', text: source.slice(match.index + 1, pattern.lastIndex - 1), ...where };
    } else if (name !== undefined) yield { kind: 'name', text: name, ...where };
    else if (sign !== undefined) yield { kind: 'sign', text: sign, ...where };
  }
}

/** Behind the quoted text that begins at `from`: what is interpolated in it may hold quotes and braces of its own. */
function endOfText(source: string, from: number): number {
  let at = from + 1;
  while (at < source.length && source[at] !== '"') {
    if (source[at] === '\\') at += 2;
    else if (/^(?:\$\$|%%)\{/.test(source.slice(at, at + 3))) at += 3;
    else if (/^[$%]\{/.test(source.slice(at, at + 2))) at = endOfInterpolation(source, at + 2);
    else at += 1;
  }
  return at + 1;
}

function endOfInterpolation(source: string, from: number): number {
  let at = from;
  for (let depth = 1; at < source.length && depth > 0; ) {
    const sign = source[at];
    if (sign === '{') depth += 1;
    if (sign === '}') depth -= 1;
    at = sign === '"' ? endOfText(source, at) : at + 1;
  }
  return at;
}
