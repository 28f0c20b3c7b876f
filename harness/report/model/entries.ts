import type { Entry } from '../../evidence/index.ts';

/** The entries of one kind, with the fields that its writer gives them. */
export function ofKind<Fields extends object>(entries: readonly Entry[], kind: string): (Entry & Fields)[] {
  return entries.filter((entry) => entry.kind === kind) as (Entry & Fields)[];
}
