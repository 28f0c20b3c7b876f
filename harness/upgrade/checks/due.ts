import type { DueEvidence, Entry } from '../../evidence/index.ts';
import type { Owing } from './check.ts';
import { checks } from './index.ts';

const left = checks.flatMap(({ leaves = [] }) => leaves);
const byKind = new Map(left.map((each) => [each.kind.name, each]));

/** The evidence that a rehearsal owes, by what its checks leave: noted before it begins, and held against what was seen. */
export function due(owing: Owing): DueEvidence[] {
  const owed = left.filter(({ when }) => when?.(owing) ?? true);
  return [...Map.groupBy(owed, ({ kind }) => kind.name)].map(([kind, all]) => {
    const [steps] = all.flatMap(({ at }) => (at ? [at(owing)] : []));
    const parts = all.flatMap(({ of }) => (of ? [of(owing)] : []));
    return { kind, ...(steps && { steps }), ...(parts.length > 0 && { of: parts.flat() }) };
  });
}

/** What this line is evidence of; `['']` for a kind of which one line is all. */
export const seenParts = (entry: Entry): readonly string[] => byKind.get(entry.kind)?.seen?.(entry) ?? [''];
