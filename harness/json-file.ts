import { readFileSync } from 'node:fs';
import { EnvironmentError, messageOf } from './errors.ts';

export interface JsonFileOptions<T> {
  /** What to do when the file cannot be used: who writes it. */
  next: string;
  /** Makes the value that is wanted of what is in the file; throws where that is something else. */
  parse: (value: unknown) => T;
}

/**
 * The content of a JSON file that this program, or one that it ran, has written.
 * @throws EnvironmentError FILE_UNREADABLE with the file's name: it is not there, cut, or holds something else
 */
export function readJsonFile<T>(file: string, { next, parse }: JsonFileOptions<T>): T {
  return jsonOf(file, () => readFileSync(file, 'utf8'), { next, parse });
}

/**
 * As `readJsonFile`, of a part of the file that has been read.
 * @throws EnvironmentError FILE_UNREADABLE with the file's name
 */
export function parseJsonOf<T>(file: string, text: string, options: JsonFileOptions<T>): T {
  return jsonOf(file, () => text, options);
}

function jsonOf<T>(file: string, read: () => string, { next, parse }: JsonFileOptions<T>): T {
  try {
    return parse(JSON.parse(read()));
  } catch (cause) {
    throw new EnvironmentError(
      'FILE_UNREADABLE',
      `cannot read ${file}: it is not there, cut, or not what it should be`,
      {
        observed: messageOf(cause),
        next,
        cause,
      },
    );
  }
}
