import { correctionOf } from '../version/index.ts';
import type { ShownBug } from './events/index.ts';

/** `A1 (nomad#27582, fixed in 1.11.3)` */
export function bugName({
  id,
  issue,
  ...correction
}: Pick<ShownBug, 'id' | 'issue' | 'firstGood' | 'back'>): string {
  const where = issue === undefined ? 'no issue known' : `nomad#${issue}`;
  return `${id} (${where}, ${correctionOf(correction)})`;
}
