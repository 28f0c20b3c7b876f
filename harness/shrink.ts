/**
 * The shortest part of a failing list that still fails, as far as removing pieces of it finds (delta debugging, Zeller
 * and Hildebrandt 2002): halves first, then smaller pieces. `fails` is asked at most `attempts` times.
 */
export async function shrink<T>(
  failing: readonly T[],
  fails: (part: readonly T[]) => Promise<boolean>,
  { attempts = 12 }: { attempts?: number } = {},
): Promise<readonly T[]> {
  let shortest = failing;
  let pieces = 2;
  let left = attempts;
  // Most failures need the last step alone.
  if (shortest.length > 2 && left-- > 0 && (await fails(shortest.slice(-1)))) return shortest.slice(-1);
  while (shortest.length > 1) {
    const size = Math.ceil(shortest.length / pieces);
    let shorter: readonly T[] | undefined;
    for (let from = 0; from < shortest.length && !shorter; from += size) {
      if (left-- <= 0) return shortest;
      const rest = [...shortest.slice(0, from), ...shortest.slice(from + size)];
      if (rest.length > 0 && (await fails(rest))) shorter = rest;
    }
    if (shorter) {
      shortest = shorter;
      pieces = Math.max(2, pieces - 1);
    } else if (size === 1) return shortest;
    else pieces = Math.min(shortest.length, pieces * 2);
  }
  return shortest;
}
