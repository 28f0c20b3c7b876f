/*
 * What a cluster says reaches terminals and CI logs: it must neither move a terminal's cursor nor set its title, nor command a CI
 * runner.
 */

/** What the writers of a live line or window send, each as a write of its own, to draw it anew. */
const drawing = new Set([
  '\r\x1b[K',
  '\x1b[K',
  '\x1b[1A\x1b[K',
  '\x1b[?2026h',
  '\x1b[?2026l',
  '\x1b[?25h',
  '\x1b[?25l',
]);

/** A colour (SGR), any other control sequence, a string such as a title, and what else is no text but an end of line or a tab. */
const control =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
  /(\x1b\[[\d;:]{0,64}m)|\x1b\[[0-?]{0,64}[ -/]{0,8}[@-~]|\x1b[\]PX^_][^\x07\x1b\n]{0,1000}(?:\x07|\x1b\\)|[\0-\x08\x0b-\x1f\x7f-\x9f]/g;

/** The text without control characters, but ends of lines, tabs and colours. */
export function withoutControl(text: string): string {
  return drawing.has(text) ? text : text.replaceAll(control, (_, colour: string | undefined) => colour ?? '');
}

/** Between the signs of a command it is none, and a reader sees no difference. */
const zeroWidth = '\u200b';

/**
 * Takes the text of one output, piece by piece, and returns it with no line that a CI runner of GitHub obeys: one that begins with
 * `::`, or has `##[` (https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands).
 */
export function withoutCommands(): (text: string) => string {
  /** What of the open line a command could go on from. */
  let open = '';
  return (text) => {
    const whole = (open + text).replaceAll(/^([^\S\n]*:)(?=:)|(##)(?=\[)/gm, `$1$2${zeroWidth}`);
    const fresh = whole.slice(open.length);
    const line = whole.slice(whole.lastIndexOf('\n') + 1);
    const begins = /^[^\S\n]*(:?)$/.exec(line);
    open = begins ? (begins[1] ?? '') : `-${line.slice(-2)}`;
    return fresh;
  };
}
