import type { ShownBug } from './events/index.ts';

/** `A1 (nomad#27582, fixed in 1.11.3)` */
export function bugName({ id, issue, firstGood }: Pick<ShownBug, 'id' | 'issue' | 'firstGood'>): string {
  const where = issue === undefined ? 'no issue known' : `nomad#${issue}`;
  return `${id} (${where}, ${firstGood === undefined ? 'open' : `fixed in ${firstGood}`})`;
}
