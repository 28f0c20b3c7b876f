import { expect, test } from 'vitest';
import { cutting, dropping, reordering, repeating, type StreamTrouble } from './stream-lines.ts';

const batch = (n: number) => `{"Index":${n},"Events":[]}`;
const beat = '{}';

/** What is sent of these lines: a number for a batch, `beat`, `cut`; and how often there was trouble. */
function sent(trouble: StreamTrouble, ...lines: (number | 'beat')[]) {
  let met = 0;
  const make = trouble(() => {
    met += 1;
  });
  const out = lines.flatMap((line) => {
    const answer = make(line === 'beat' ? beat : batch(line));
    const named = answer.lines.map((each) => (each === beat ? 'beat' : Number(/\d+/.exec(each))));
    return [...named, ...(answer.cut ? ['cut'] : [])];
  });
  return [out, met];
}

test.each<[string, StreamTrouble, unknown]>([
  ['dropping', dropping, [[1, 'beat', 3], 1]],
  ['repeating', repeating, [[1, 1, 2, 2, 'beat', 3, 3], 3]],
  ['reordering', reordering, [[2, 1, 'beat'], 1]],
  ['cutting', cutting, [[1, 2, 'beat', 3], 0]],
])('%s', (_name, trouble, expected) => {
  expect(sent(trouble, 1, 2, 'beat', 3)).toEqual(expected);
});

test('a batch that waits for its pair goes out with the next beat', () => {
  expect(sent(reordering, 1, 'beat', 2, 3)).toEqual([['beat', 1, 3, 2], 2]);
});

test('the fourth batch is lost with its connection', () => {
  expect(sent(cutting, 1, 2, 3, 4)).toEqual([[1, 2, 3, 'cut'], 1]);
});
