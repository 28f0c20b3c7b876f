import { z } from 'zod';
import type { Entry } from './entry.ts';
import './events/index.ts';
import { schemaOf } from './events/kind.ts';

/**
 * A line of a ledger by hand, with as many of its kind's fields as a test needs.
 * @throws Error for a kind or a field that no writer writes, so that a test fails when its writer changes
 */
export function fakeEntry(kind: string, fields: object = {}, { mono = 0, at = '' } = {}): Entry {
  const schema = schemaOf(kind);
  if (!schema) throw new Error(`no writer writes the kind ${kind}`);
  const { error } = schema.partial().strict().safeParse(fields);
  if (error) throw new Error(`no writer writes such a line of kind ${kind}: ${z.prettifyError(error)}`);
  return { ...fields, at, mono, kind };
}
