import type { Entry } from '../../evidence/index.ts';
import { type Line, ledgerOf, soundLines } from './sound-ledger.ts';

/** A ledger without trouble, but for what is changed in it: a line left out is undefined. */
export function rehearsed(change: (line: Line) => Line | undefined = (line) => line): Entry[] {
  return ledgerOf(altered(soundLines(), change));
}

/** These lines with a change; those for which it gives nothing are left out. */
export const altered = (lines: readonly Line[], change: (line: Line) => Line | undefined): Line[] =>
  lines.map(change).filter((line) => line !== undefined);

/** Changes the fields of the lines of a kind; without fields they are left out. */
export const changed =
  (kind: string, fields: object | undefined, where: object = {}) =>
  (line: Line): Line | undefined => {
    const [second, own, data] = line;
    const isMeant = Object.entries(where).every(([key, value]) => Reflect.get(data, key) === value);
    if (own !== kind || !isMeant) return line;
    return fields && [second, own, { ...data, ...fields }];
  };
