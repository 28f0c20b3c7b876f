import { expect, test } from 'vitest';
import { longestOf, stallsBetween } from './stalls.ts';

const ms = (value: number) => value * 1e6;
const spans = [
  { step: '1/2 server-1', begin: ms(100), end: ms(300) },
  { step: '2/2 client-1', begin: ms(300), end: Number.POSITIVE_INFINITY },
];

const longestGap = (moments: number[]) => longestOf(stallsBetween(moments, spans));

test('the longest gap is told with the step that it overlaps most', () => {
  const moments = [0, 100, 110, 290, 350, 400].map(ms);
  expect(longestGap(moments)).toMatchObject({ ms: 180, step: '1/2 server-1' });
  expect(longestGap([...moments, ms(900)])).toMatchObject({ ms: 500, step: '2/2 client-1' });
});

test('a gap before the first step belongs to none, and one moment has no gap', () => {
  expect(longestGap([0, ms(90)])?.step).toBe('before the first step');
  expect(longestGap([1])).toBeUndefined();
});
