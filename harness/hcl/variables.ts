import type { HclBody } from './parse.ts';

/** What is wrong with a value, and where it stands in the parsed file. */
export interface Mistake {
  path: readonly PropertyKey[];
  reason: string;
}

/**
 * The body without its `variable` blocks and with every `${var.name}` replaced: from `vars`, else from the default.
 * A variable that has neither is a fault of the value that names it.
 */
export function resolveVariables(body: HclBody, vars: Record<string, string>, mistakes: Mistake[]): HclBody {
  const { variable, ...rest } = body;
  const values = new Map([...defaultsOf(variable), ...Object.entries(vars)]);
  return mapStrings(rest, [], (text, path) =>
    text.replaceAll(/\$\{var\.([\w-]+)\}/g, (placeholder, name: string) => {
      const value = values.get(name);
      if (value === undefined) mistakes.push({ path, reason: `variable "${name}" has no value` });
      return value ?? placeholder;
    }),
  ) as HclBody;
}

/** The parser gives `variable "a" {…}` as `{ a: [{…}] }`. */
function defaultsOf(variable: unknown): [string, string][] {
  if (!isBody(variable)) return [];
  return Object.entries(variable).flatMap(([name, blocks]): [string, string][] => {
    const block: unknown = Array.isArray(blocks) ? blocks[0] : blocks;
    return isBody(block) && block.default !== undefined ? [[name, String(block.default)]] : [];
  });
}

function mapStrings(
  value: unknown,
  path: readonly PropertyKey[],
  change: (text: string, path: readonly PropertyKey[]) => string,
): unknown {
  if (typeof value === 'string') return change(value, path);
  if (Array.isArray(value)) return value.map((each, at) => mapStrings(each, [...path, at], change));
  if (!isBody(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [key, mapStrings(each, [...path, key], change)]),
  );
}

function isBody(value: unknown): value is HclBody {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
