import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { UsageError } from '../errors.ts';
import { checkedBody, parseHcl } from '../hcl/index.ts';
import { hide, secretsIn } from '../secrets/index.ts';
import { isBefore } from '../version/index.ts';

/** A Nomad Variable to be there before the jobs. */
export interface NomadVariable {
  path: string;
  /** That of the jobs, unless its file names one. */
  namespace?: string | undefined;
  items: Record<string, string>;
}

const code = 'NOMAD_VARIABLE_INVALID';
/** Nomad docs, Variables. */
const first = '1.4.0';
const longest = 64 * 1024;
const validPath = /^[\w~/-]{1,128}$/;

const text = z.union([z.string(), z.number(), z.boolean()]).transform(String);
const items = z.record(z.string(), text);
/** What `nomad var put @file` takes. */
const specification = z.looseObject({
  path: z.string().min(1),
  namespace: z.string().optional(),
  items: z.preprocess((value) => (Array.isArray(value) && value.length === 1 ? value[0] : value), items),
});

/**
 * The variables of `--nomad-var`, each `path.key=value` or `@file`; keys of one path are one variable. Their values are secrets.
 * @throws UsageError NOMAD_VARIABLE_INVALID
 */
export async function readVariables(given: readonly string[], from: string): Promise<NomadVariable[]> {
  if (given.length > 0 && isBefore(from, first))
    throw invalid(`Nomad ${from} has no variables`, `they are new in ${first}: leave out --nomad-var`);
  const all = await Promise.all(
    given.map((each) => (each.startsWith('@') ? ofFile(each.slice(1)) : ofPair(each))),
  );
  const variables = [...Map.groupBy(all, ({ path, namespace = '' }) => `${namespace} ${path}`).values()].map(
    merged,
  );
  for (const variable of variables) {
    hide(secretsIn({ items: variable.items }));
    refuseWrong(variable);
  }
  return variables;
}

/** A path has no dot (Nomad docs, Variables), so the first is before the key. */
function ofPair(given: string): NomadVariable {
  const [, path, key, value] = /^([^.=]+)\.([^=]+)=([\s\S]*)$/.exec(given) ?? [];
  // What stands there may be the secret.
  if (!path || !key || value === undefined)
    throw invalid(`--nomad-var ${given.slice(0, 40).replace(/=.*/s, '=…')} cannot be used`, usage);
  return { path, items: { [key]: value } };
}

const usage = 'write --nomad-var <path>.<key>=<value>, or --nomad-var @<file as nomad var put takes it>';

async function ofFile(file: string): Promise<NomadVariable> {
  let source: string;
  try {
    source = await readFile(file, 'utf8');
  } catch (cause) {
    throw invalid(`cannot read the variable file ${file}`, usage, cause);
  }
  const hcl = await parseHcl(file, source, code);
  const { path, namespace, items: all } = checkedBody(hcl, specification, { code });
  return { path, namespace, items: all };
}

function merged([variable, ...more]: NomadVariable[]): NomadVariable {
  if (!variable) throw new Error('a group has at least one');
  return { ...variable, items: Object.assign({}, variable.items, ...more.map((each) => each.items)) };
}

function refuseWrong({ path, items: all }: NomadVariable): void {
  if (!validPath.test(path))
    throw invalid(
      `variable path "${path}"`,
      'a path has letters, digits, "-", "_", "~" and "/", 128 at most',
    );
  const size = Buffer.byteLength(Object.entries(all).flat().join(''));
  if (size > longest) throw invalid(`variable ${path} has ${size} bytes`, `Nomad takes ${longest} at most`);
}

const invalid = (message: string, next: string, cause?: unknown) =>
  new UsageError(code, message, { next, cause });
