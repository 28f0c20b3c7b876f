import type { z } from 'zod';
import { UsageError } from '../errors.ts';
import { lineOf } from './lines.ts';
import type { Mistake } from './variables.ts';

/** What a schema has against a parsed file, with allowed values named. */
export function mistakesOf(issue: z.core.$ZodIssue): Mistake[] {
  const field = issue.path.filter((part) => typeof part === 'string').join('.');
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => ({ path: [...issue.path, key], reason: `unknown field "${key}"` }));
    case 'invalid_value': {
      const allowed = issue.values.map((value) => JSON.stringify(value)).join(', ');
      return [{ path: issue.path, reason: `${field} must be one of ${allowed}; got ${shown(issue.input)}` }];
    }
    default:
      return [{ path: issue.path, reason: `${field}: ${issue.message}` }];
  }
}

function shown(value: unknown): string {
  return value === undefined ? 'nothing' : JSON.stringify(value);
}

/** One `file:line: reason` for each fault, as an error with this code. */
export function invalidFile(code: string, file: string, source: string, mistakes: Mistake[]): UsageError {
  const lines = mistakes.map(({ path, reason }) => `${file}:${lineOf(source, path) ?? 1}: ${reason}`);
  return new UsageError(code, lines.join('\n'), { next: `correct ${file}` });
}
