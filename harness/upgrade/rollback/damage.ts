import type { Inventory } from './inventory.ts';

/** One thing that is not as it was before the rollback. */
export interface Damage {
  what: keyof Inventory;
  id: string;
  /** `gone`: it was there before; `back`: it had been removed since the snapshot; `changed`: older or other content. */
  change: 'gone' | 'back' | 'changed';
  before: string | undefined;
  after: string | undefined;
}

/** What a rollback took away, brought back or changed, by what Nomad knew right before and right after it. */
export function damageBetween(before: Inventory, after: Inventory): Damage[] {
  const parts = ['jobs', 'allocations', 'volumes', 'variables'] as const;
  return parts.flatMap((what) => differences(what, before[what], after[what]));
}

function differences(
  what: keyof Inventory,
  before: Record<string, string>,
  after: Record<string, string>,
): Damage[] {
  const ids = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return ids.flatMap((id): Damage[] => {
    const [old, now] = [before[id], after[id]];
    if (old === now) return [];
    const change = old === undefined ? 'back' : now === undefined ? 'gone' : 'changed';
    return [{ what, id, change, before: old, after: now }];
  });
}
