import hcl2json from '@cdktf/hcl2json';
import { UsageError } from '../errors.ts';
import { withObjects } from './places.ts';

/** A parsed HCL body: attributes by name, and each block as an array of bodies in source order. */
export type HclBody = Record<string, unknown>;

/**
 * HCL text as JSON. The only place that knows the parser: `@cdktf/hcl2json` is frozen upstream, so a change of
 * library is a change of this function.
 *
 * It gives no lines, of syntax errors only the first, and expressions as text (`placesOf` finds the lines). It
 * evaluates nothing: `var.x` and `"${var.x}"` both come back as the string `${var.x}`.
 *
 * @throws UsageError `code` with `file:line:column` when the text is not HCL.
 */
export async function parse(filename: string, contents: string, code: string): Promise<HclBody> {
  try {
    return await hcl2json.parse(filename, withObjects(contents));
  } catch (cause) {
    throw new UsageError(code, syntaxMessage(filename, String(cause)), {
      next: `correct ${filename}`,
      cause,
    });
  }
}

/** The parser's `[file:line,col-line,col: text]` as `file:line:col: text`. */
function syntaxMessage(filename: string, text: string): string {
  const range = /:(\d+),(\d+)-[\d,]+: ([^\]]*)/.exec(text);
  if (range === null) return `${filename}: ${text}`;
  const [, line, column, reason] = range;
  return `${filename}:${line}:${column}: ${reason}`;
}
