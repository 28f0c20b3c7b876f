import { blocksOf, type HclBody, type HclPath, isBody, labelledBlocks } from '../hcl/index.ts';

/** Something wrong in a file, and where it stands. */
export interface OwnFault {
  path: HclPath;
  reason: string;
}

/** What the variables and locals of a file stand for, as far as it can be told without Nomad. */
export interface Scope {
  /** Names that the file declares. */
  declared: readonly string[];
  /** `var.name` and `local.name`, each with its text. */
  values: ReadonlyMap<string, string>;
  faults: readonly OwnFault[];
}

/** Reads the `variable` and `locals` blocks of a body; `given` goes before a default. */
export function scopeOf(body: HclBody, given: Record<string, string>): Scope {
  const root = { body, path: [] };
  const variables = labelledBlocks(root, 'variable');
  const values = new Map<string, string>();
  const faults: OwnFault[] = [];
  for (const { label, body: variable, path } of variables) {
    const value = given[label] ?? variable.default;
    if (value === undefined) {
      faults.push({
        path,
        reason: `variable "${label}" has no default and no value: add --var ${label}=<value>`,
      });
    } else if (!isBody(value) && !Array.isArray(value) && value !== null) {
      values.set(`var.${label}`, String(value));
    }
  }
  for (const { body: locals } of blocksOf(root, 'locals')) {
    for (const [name, value] of Object.entries(locals)) {
      if (typeof value !== 'object') values.set(`local.${name}`, String(value));
    }
  }
  return { declared: variables.map(({ label }) => label), values, faults };
}

/** A text with its variables filled in, or what of it can only be told later. */
export type Resolved = { text: string } | { laterBy: 'run-time' | 'nomad'; text: string };

/** What Nomad fills in on the node, when a task starts (Nomad docs, Runtime Variable Interpolation). */
const runTime = /^(NOMAD_\w+|env\[|(?:attr|meta|node|device)[.[])/;
const reference = /\$\{\s*((?:var|local)\.[\w-]+)\s*\}/g;

/** Fills in variables and locals; what is left is a function or an expression (Nomad's parser tells), or run time's. */
export function resolveText(text: string, { values }: Scope, depth = 0): Resolved {
  const filled = text.replaceAll(reference, (whole, name: string) => values.get(name) ?? whole);
  if (filled !== text && depth < 8)
    return resolveText(filled, { values, declared: [], faults: [] }, depth + 1);
  const left = [...filled.matchAll(/(?<!\$)\$\{\s*([^}]*)/g)].map(([, inside = '']) => inside);
  if (left.length === 0) return { text: filled };
  return { laterBy: left.every((each) => runTime.test(each)) ? 'run-time' : 'nomad', text: filled };
}
