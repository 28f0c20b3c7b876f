import { compareVersions, isBefore } from '../version/index.ts';
import type { Regression } from './bug.ts';
import { unreadable } from './table.ts';

/** One bug to be looked for on one version. */
export interface Trial {
  row: Regression;
  version: string;
}

/** Every version that the rows name. */
export function versionsOf(rows: readonly Regression[]): string[] {
  const all = rows.flatMap(({ bad, firstGood, from }) => [bad, firstGood, ...(from ? [from] : [])]);
  return [...new Set(all)].sort(compareVersions);
}

/**
 * Each row on its bad and on its first good version, as far as their binaries can be had. Where the first good one cannot,
 * the next later readable one stands in, but for an upgrade: its two versions belong together.
 */
export function trialsOf(
  rows: readonly Regression[],
  had: readonly string[],
): { trials: Trial[]; lacking: Trial[] } {
  const trials: Trial[] = [];
  const lacking: Trial[] = [];
  for (const row of rows) {
    const startable = row.from === undefined || had.includes(row.from);
    const add = (version: string) =>
      (startable && had.includes(version) ? trials : lacking).push({ row, version });
    add(row.bad);
    const later = had
      .filter((version) => isGood(version, row) && isReadable(version, row))
      .sort(compareVersions);
    add(row.from === undefined ? (later[0] ?? row.firstGood) : row.firstGood);
  }
  return { trials, lacking };
}

const isGood = (version: string, { firstGood, back }: Regression) =>
  !isBefore(version, firstGood) && (back === undefined || isBefore(version, back));

const isReadable = (version: string, { firstGood }: Regression) =>
  version === firstGood || !unreadable.includes(version);
