import type { Damage } from '../../evidence/index.ts';
import type { Inventory } from './inventory.ts';

/**
 * What a rollback took away, brought back or changed: by what Nomad knew when the snapshot was taken, and right before
 * and after the rollback.
 */
export function damageBetween(snapshot: Inventory, before: Inventory, after: Inventory): Damage[] {
  const parts = ['jobs', 'allocations', 'volumes', 'variables'] as const;
  return parts.flatMap((what) => differences(what, snapshot[what], before[what], after[what]));
}

function differences(
  what: keyof Inventory,
  snapshot: Record<string, string>,
  before: Record<string, string>,
  after: Record<string, string>,
): Damage[] {
  const ids = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return ids.flatMap((id): Damage[] => {
    const [old, now] = [before[id], after[id]];
    const known = id in snapshot;
    // What is there now and was in neither was made since the restore.
    if (old === now || (old === undefined && !known)) return [];
    const gone = known ? 'gone' : 'forgotten';
    const change = old === undefined ? 'back' : now === undefined ? gone : 'changed';
    return [{ what, id, change, before: old, after: now }];
  });
}
