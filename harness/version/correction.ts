/** When a bug was corrected, in words: `open`, or `fixed in 1.8.0, back in 1.10.0`. */
export function correctionOf({
  firstGood,
  back,
}: {
  firstGood?: string | undefined;
  back?: string | undefined;
}): string {
  if (firstGood === undefined) return 'open';
  return back === undefined ? `fixed in ${firstGood}` : `fixed in ${firstGood}, back in ${back}`;
}
