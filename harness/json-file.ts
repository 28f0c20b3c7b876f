import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { EnvironmentError, messageOf, UsageError } from './errors.ts';

export interface JsonFileOptions<T> {
  /** What to do when the file cannot be used: who writes it. */
  next: string;
  /** Makes the value that is wanted of what is in the file, mostly a schema's `parse`; throws where that is something else. */
  parse: (value: unknown) => T;
  /** What the file is, and the code of its error; FILE_UNREADABLE unless given. */
  as?: { what: string; code: string };
  /** The user has named the file: what is wrong with it is wrong input, exit code 2. */
  given?: boolean;
}

/**
 * The content of a JSON file, checked. The one reader of those that a run or a user has written.
 * @throws EnvironmentError with the file's name and, of each mistake in it, line or path: it is not there, cut, or holds something
 * else; UsageError for one that the user has named
 */
export function readJsonFile<T>(file: string, options: JsonFileOptions<T>): T {
  return jsonOf(file, () => readFileSync(file, 'utf8'), options);
}

/**
 * As `readJsonFile`, of a part of the file that has been read.
 * @throws EnvironmentError FILE_UNREADABLE with the file's name
 */
export function parseJsonOf<T>(file: string, text: string, options: JsonFileOptions<T>): T {
  return jsonOf(file, () => text, options);
}

function jsonOf<T>(file: string, read: () => string, options: JsonFileOptions<T>): T {
  const { next, parse, as, given = false } = options;
  try {
    return parse(JSON.parse(read()));
  } catch (cause) {
    const message = as
      ? `cannot read the ${as.what} ${file}`
      : `cannot read ${file}: it is not there, cut, or not what it should be`;
    const error = given ? UsageError : EnvironmentError;
    throw new error(as?.code ?? 'FILE_UNREADABLE', message, {
      observed: mistakesIn(file, cause),
      next,
      cause,
    });
  }
}

/** What is wrong with the file: a line for each mistake, with its place where there is one. */
function mistakesIn(file: string, cause: unknown): string {
  if (cause instanceof z.ZodError) {
    return cause.issues.map(({ path, message }) => `${file}: ${placeOf(path)}${message}`).join('\n');
  }
  const message = messageOf(cause);
  const [, line] = /\(line (\d+) column \d+\)$/.exec(message) ?? [];
  return line === undefined ? message : `${file}:${line}: ${message}`;
}

/** `[2].fault: `; nothing for the whole. */
const placeOf = (path: readonly PropertyKey[]) => (path.length === 0 ? '' : `${z.core.toDotPath(path)}: `);
