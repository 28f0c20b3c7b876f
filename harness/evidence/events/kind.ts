import { z } from 'zod';
import type { Entry } from '../entry.ts';

/** What a schema describes, as its readers get it: nobody changes what was recorded. */
type Recorded<T> = T extends readonly (infer Item)[]
  ? readonly Recorded<Item>[]
  : T extends object
    ? { readonly [Key in keyof T]: Recorded<T[Key]> }
    : T;

/** What the parts of several kinds look like, for a schema that has a name. */
export type Part<Schema extends z.ZodType> = Recorded<z.infer<Schema>>;

/** One kind of ledger line: the name it has on disk and the fields that its writer gives it. */
export interface Kind<Data extends object> {
  readonly name: string;
  /** Whether an entry is of this kind. Can be passed on: `entries.some(plan.is)`. */
  readonly is: (entry: Entry) => entry is Entry & Data;
  /** The entries of this kind, in order. */
  readonly of: (entries: readonly Entry[]) => (Entry & Data)[];
}

/** The fields of a kind's lines. */
export type DataOf<K> = K extends Kind<infer Data> ? Data : never;

const schemas = new Map<string, z.ZodObject>();

/**
 * Declares a kind of line, once for its writers and readers. What else a line has is left as it is, so that a field can be
 * added without a new format.
 */
export function kind<Shape extends z.ZodRawShape>(
  name: string,
  shape: Shape,
): Kind<Recorded<z.infer<z.ZodObject<Shape>>>> {
  if (schemas.has(name)) throw new Error(`the kind of ledger line ${name} is declared twice`);
  schemas.set(name, z.object(shape));
  type Own = Entry & Recorded<z.infer<z.ZodObject<Shape>>>;
  const is = (entry: Entry): entry is Own => entry.kind === name;
  return { name, is, of: (entries) => [...(byKind(entries).get(name) ?? [])] as Own[] };
}

const indexes = new WeakMap<readonly Entry[], { length: number; byKind: Map<string, Entry[]> }>();

/** The entries by their kind. A judge and a report ask a whole ledger for each kind again and again. */
function byKind(entries: readonly Entry[]): Map<string, Entry[]> {
  const known = indexes.get(entries);
  // A list that has grown since is another.
  if (known?.length === entries.length) return known.byKind;
  const index = { length: entries.length, byKind: Map.groupBy(entries, (entry) => entry.kind) };
  indexes.set(entries, index);
  return index.byKind;
}

/** The schema of a kind's fields; undefined for a kind that is not declared. */
export const schemaOf = (name: string): z.ZodObject | undefined => schemas.get(name);

/** The names of all kinds. */
export const kindNames = (): string[] => [...schemas.keys()];

/** What a line lacks of its kind, in words; undefined for one that is whole, or of a kind that is not declared. */
export function flawOf(entry: Entry): string | undefined {
  const result = schemaOf(entry.kind)?.safeParse(entry);
  return result?.error && `${entry.kind}: ${z.prettifyError(result.error).replaceAll(/\s+/g, ' ')}`;
}
