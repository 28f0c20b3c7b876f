/** Numbers from 0 to below 1. */
export type Draw = () => number;

/** Numbers that depend on the seed alone (mulberry32, public domain); of the seed its lowest 32 bits. */
export function seededRandom(seed: number): Draw {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** The largest seed that is not the same as a smaller one. */
export const largestSeed = 2 ** 32 - 1;

/** One of the items; undefined without any. */
export const drawnFrom = <T>(draw: Draw, items: readonly T[]): T | undefined =>
  items[Math.floor(draw() * items.length)];

/** The items in a drawn order (Fisher and Yates). */
export function shuffled<T>(draw: Draw, items: readonly T[]): T[] {
  const left = [...items];
  return items.flatMap(() => left.splice(Math.floor(draw() * left.length), 1));
}
