import { UsageError } from '../errors.ts';
import type { HclFile } from './file.ts';
import { type HclPath, lineAt } from './places.ts';

/** What is wrong in a file, and where it stands in the parsed body. */
export interface Mistake {
  path: HclPath;
  /** From 1, where the path does not tell it: of a line within a text, or as Nomad's CLI names it. */
  line?: number;
  reason: string;
}

/** The line that a mistake is shown at. */
export const lineOf = ({ places }: HclFile, { line, path }: Mistake) => line ?? lineAt(places, path);

/** A file with what is wrong in it. */
export interface MistakenFile {
  hcl: HclFile;
  mistakes: readonly Mistake[];
}

/** One `file:line: reason` for each mistake in the order of the lines, as an error with this code. */
export function invalidFiles(code: string, found: readonly MistakenFile[], next?: string): UsageError {
  const wrong = found.filter(({ mistakes }) => mistakes.length > 0);
  const lines = wrong.flatMap(({ hcl, mistakes }) =>
    mistakes
      .map((mistake) => ({ line: lineOf(hcl, mistake), reason: mistake.reason }))
      .sort((a, b) => a.line - b.line)
      .map(({ line, reason }) => `${hcl.file}:${line}: ${reason}`),
  );
  const files = new Set(wrong.map(({ hcl }) => hcl.file));
  return new UsageError(code, lines.join('\n'), { next: next ?? `correct ${[...files].join(', ')}` });
}

/** @throws UsageError as `invalidFiles` makes it, unless there is no mistake */
export function refuseMistakes(code: string, found: readonly MistakenFile[], next?: string): void {
  if (found.some(({ mistakes }) => mistakes.length > 0)) throw invalidFiles(code, found, next);
}
