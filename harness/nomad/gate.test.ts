import { expect, test } from 'vitest';
import { Gate } from './gate.ts';

/** Enters, notes it, and returns how to leave. */
function enter(gate: Gate, name: string, entered: string[], signal?: AbortSignal) {
  const place = gate.enter(signal).then((given) => {
    entered.push(name);
    return given;
  });
  return { place, leave: async () => (await place)[Symbol.dispose]() };
}

test('a gate lets no more through than it is wide, and the others in their order', async () => {
  const gate = new Gate(2);
  const entered: string[] = [];
  const [a, b, c, d] = ['a', 'b', 'c', 'd'].map((name) => enter(gate, name, entered));
  await Promise.all([a?.place, b?.place]);
  expect(entered).toEqual(['a', 'b']);
  await b?.leave();
  await c?.place;
  expect(entered).toEqual(['a', 'b', 'c']);
  await a?.leave();
  await d?.place;
  expect(entered).toEqual(['a', 'b', 'c', 'd']);
});

test('who is aborted while waiting takes no place', async () => {
  const gate = new Gate(1);
  const entered: string[] = [];
  const end = new AbortController();
  const first = enter(gate, 'first', entered);
  await first.place;
  const aborted = enter(gate, 'aborted', entered, end.signal);
  const last = enter(gate, 'last', entered);
  end.abort(new Error('over'));
  await expect(aborted.place).rejects.toThrow('over');
  await first.leave();
  await last.place;
  expect(entered).toEqual(['first', 'last']);
});
