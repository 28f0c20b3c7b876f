import type { z } from 'zod';
import type { HclFile } from './file.ts';
import { invalidFiles, type Mistake } from './mistakes.ts';
import { resolveBody } from './variables.ts';

/**
 * The body as its schema gives it, with variables filled in.
 * @throws UsageError `code` with one `file:line: reason` for each mistake, naming allowed values
 */
export function checkedBody<T>(
  hcl: HclFile,
  schema: z.ZodType<T>,
  { code, vars = {} }: { code: string; vars?: Record<string, string> },
): T {
  const { body, mistakes } = resolveBody(hcl.body, vars);
  const { success, data, error } = schema.safeParse(body, { reportInput: true });
  if (success && mistakes.length === 0) return data;
  const issues = error?.issues.flatMap(mistakesOf) ?? [];
  throw invalidFiles(code, [{ hcl, mistakes: [...mistakes, ...issues] }]);
}

/** What a schema has against a parsed file, with allowed values named. */
function mistakesOf(issue: z.core.$ZodIssue): Mistake[] {
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
