import type { ModuleApi } from './go-module.ts';
import type { BinaryPlan, ResolvedBinary } from './resolved.ts';

type Origin = Pick<ResolvedBinary, 'version' | 'origin' | 'api'>;

/** Which binary a run used, as its ledger and result keep it. */
export interface BinaryFacts {
  version: string;
  /** In words: `compiled from its Go module`. */
  source: string;
  sha256: string;
  /** What a reader of the result has to know: why this version ran, what this binary does otherwise than its release. */
  notes: readonly string[];
  /** Why its job parser is not that of its release; undefined when it is. */
  otherParser?: string;
}

/** @param why why this version runs, where it is not the one that was wanted */
export function factsOf(binary: ResolvedBinary, why?: string): BinaryFacts {
  const otherParser = apiWarning(binary);
  const notes = [why, otherParser].filter((note) => note !== undefined);
  const { version, sha256 } = binary;
  return { version, source: sourceInWords(binary), sha256, notes, ...(otherParser && { otherParser }) };
}

/** Where a binary is, or will come from, in words. */
export function placeInWords({ source, place }: Pick<BinaryPlan, 'source' | 'place'>): string {
  if (source === 'release') return `not cached: it will be fetched from ${place}`;
  if (source === 'go') return `not cached: it will be compiled from ${place}, which takes minutes`;
  return source === 'cache' ? `cached, ${place}` : place;
}

/** Where a binary came from, in words. */
export function sourceInWords({ origin, api }: Omit<Origin, 'version'>): string {
  const other = api && !api.own ? ` with another api module (${dateOf(api)})` : '';
  if (origin === 'path') return `given by --nomad-binary${other && `, compiled${other}`}`;
  return origin === 'release' ? 'from the release archive' : `compiled from its Go module${other}`;
}

/** What a binary with another release's `api` does otherwise than its own release; undefined where that is nothing. */
export function apiWarning({ version, api }: Omit<Origin, 'origin'>): string | undefined {
  if (!api || api.own) return undefined;
  return `Nomad ${version} was compiled with the api module of ${dateOf(api)}, not its own: its job parser may accept what ${version} does not have`;
}

/** The day of a pseudo-version: https://go.dev/ref/mod#pseudo-versions */
function dateOf({ version }: ModuleApi): string {
  const [, year, month, day] = /-(?:0\.)?(\d{4})(\d\d)(\d\d)\d{6}-/.exec(version) ?? [];
  return day === undefined ? version : `${year}-${month}-${day}`;
}
