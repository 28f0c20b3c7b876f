import type { Mistake } from './mistakes.ts';
import type { HclBody } from './parse.ts';
import type { HclPath } from './places.ts';
import { blocksOf, isBody, labelledBlocks } from './values.ts';

/** What the variables and locals of a file stand for, as far as that is known without Nomad. */
export interface Variables {
  var: ReadonlyMap<string, string>;
  /** Their texts may name variables and other locals. */
  local: ReadonlyMap<string, string>;
  /** Declared variables that have neither a value nor a default. */
  mistakes: readonly Mistake[];
}

/** Reads the `variable` and `locals` blocks of a body; a given value goes before a default. Lists and objects are left to Nomad. */
export function variablesOf(body: HclBody, given: Record<string, string>): Variables {
  const root = { body, path: [] };
  const values = new Map(Object.entries(given));
  const mistakes: Mistake[] = [];
  for (const { label, body: variable, path } of labelledBlocks(root, 'variable')) {
    if (values.has(label)) continue;
    if (isScalar(variable.default)) values.set(label, String(variable.default));
    else if (variable.default === undefined) {
      const reason = `variable "${label}" has no default and no value: add --var ${label}=<value>`;
      mistakes.push({ path, reason });
    }
  }
  const locals = blocksOf(root, 'locals').flatMap((each) => Object.entries(each.body));
  const scalars = locals.filter(([, value]) => isScalar(value));
  return { var: values, local: new Map(scalars.map(([name, value]) => [name, String(value)])), mistakes };
}

const isScalar = (value: unknown) => ['string', 'number', 'boolean'].includes(typeof value);

const reference = /(?<!\$)\$\{\s*(var|local)\.([\w-]+)\s*\}/g;

/** Fills in references. What a variable holds is data: a reference in it is none. A ring of locals is Nomad's to refuse. */
function filled(text: string, { var: vars, local }: Pick<Variables, 'var' | 'local'>, depth = 8): string {
  return text.replaceAll(reference, (whole, kind: string, name: string) => {
    if (kind === 'var') return vars.get(name) ?? whole;
    const expression = local.get(name);
    return expression === undefined || depth === 0
      ? whole
      : filled(expression, { var: vars, local }, depth - 1);
  });
}

/** A text with its variables filled in, or what of it is only known later. */
export type Resolved = { text: string } | { laterBy: 'run-time' | 'nomad'; text: string };

/** What Nomad fills in on the node, when a task starts (Nomad docs, Runtime Variable Interpolation). */
const runTime = /^(NOMAD_\w+|env\[|(?:attr|meta|node|device)[.[])/;

/** Fills in variables and locals. What is left is an expression, for Nomad's parser, or run time's. */
export function resolveText(text: string, variables: Variables): Resolved {
  const known = filled(text, variables);
  const left = [...known.matchAll(/(?:(?<!\$)\$|(?<!%)%)\{\s*([^}]*)/g)].map(([, inside = '']) => inside);
  if (left.length === 0) return { text: known };
  return { laterBy: left.every((each) => runTime.test(each)) ? 'run-time' : 'nomad', text: known };
}

/** The body without its `variable` blocks and with every variable filled in; one that has no value is a mistake where it is used. */
export function resolveBody(body: HclBody, given: Record<string, string>) {
  const { variable, ...rest } = body;
  const { var: vars } = variablesOf(body, given);
  const mistakes: Mistake[] = [];
  const resolved = mapTexts(rest, [], (text, path) => {
    for (const [, kind, name = ''] of text.matchAll(reference)) {
      if (kind === 'var' && !vars.has(name))
        mistakes.push({ path, reason: `variable "${name}" has no value` });
    }
    return filled(text, { var: vars, local: new Map() });
  });
  return { body: resolved, mistakes };
}

function mapTexts(value: unknown, path: HclPath, change: (text: string, path: HclPath) => string): unknown {
  if (typeof value === 'string') return change(value, path);
  if (Array.isArray(value)) return value.map((each, at) => mapTexts(each, [...path, at], change));
  if (!isBody(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [key, mapTexts(each, [...path, key], change)]),
  );
}
