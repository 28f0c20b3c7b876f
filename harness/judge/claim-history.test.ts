import { describe, expect, test } from 'vitest';
import type { DriverCall } from '../evidence/index.ts';
import { seededRandom } from '../seeded-random.ts';
import { badPrefix, type Surroundings } from './claim-history.ts';
import { callsOf } from './fake-calls.ts';

const quiet: Surroundings = { mayBeAway: () => false, mayBeUnable: () => false, doubts: [] };
const bad = (text: string, around: Partial<Surroundings> = {}) =>
  badPrefix(callsOf(text), { ...quiet, ...around });

const onA = `
  1-2 create a
  3-4 attach a
  5-6 stage a
  7-8 mount a/x
`;
const offA = `
  11-12 unmount a/x
  13-14 unstage a
  15-16 detach a
`;
const onB = `
  21-22 attach b
  23-24 stage b
  25-26 mount b/y
`;

describe('a history in which one holder follows the other is good', () => {
  test.each<[string, string]>([
    ['each released before the next claim', onA + offA + onB],
    ['a claim that is asked again', `${onA} 9-10 attach a\n 9.1-10 mount a/x\n${offA}${onB}`],
    ['a second allocation on the same node', `${onA} 9-10 mount a/y`],
    ['a claim that was refused while another had it', `${onA} 9-10 attach b refused\n${offA}${onB}`],
    ['a refusal that crosses the release', `${onA}${offA} 15.5-17 attach b refused\n${onB}`],
    ['a claim whose answer is unknown', `1-2 create a\n 3- attach a\n${onB}`],
    ['a claim that failed and may have been done', `1-2 create a\n 3-4 attach a failed\n${onB}`],
    [
      'a release whose answer is unknown',
      `${onA} 11-12 unmount a/x\n 13-14 unstage a\n 15- detach a\n${onB}`,
    ],
    ['claims that cross', `1-2 create a\n 3-9 attach a\n 4-5 detach a\n 6-7 attach b`],
    ['a node that was lost and cannot unmount', `${onA} 15-16 detach a\n${onB}`],
    [
      'a driver without controller',
      `1-2 create a\n 3-4 stage a\n 5-6 mount a/x\n 11-12 unmount a/x\n 13-14 unstage a\n 23-24 stage b\n 25-26 mount b/y`,
    ],
    [
      'a driver without stage',
      `1-2 create a\n 3-4 attach a\n 5-6 mount a/x\n 7-8 unmount a/x\n 9-10 detach a`,
    ],
    ['a history that begins in the midst', '5-6 stage a\n 7-8 mount a/x\n 9-10 attach b refused'],
    ['a volume that is made again', `${onA}${offA} 17-18 delete a\n 19-20 create a\n${onB}`],
    [
      'readers of several nodes',
      '1-2 create a\n 3-4 attach a multi-node-reader-only ro\n 5-6 attach b multi-node-reader-only ro',
    ],
    [
      'readers beside one writer',
      '1-2 create a\n 3-4 attach a multi-node-single-writer\n 5-6 attach b multi-node-single-writer ro',
    ],
    [
      'writers of several nodes',
      '1-2 create a\n 3-4 attach a multi-node-multi-writer\n 5-6 attach b multi-node-multi-writer',
    ],
  ])('%s', (_, text) => {
    expect(bad(text)).toBeUndefined();
  });
});

describe('a history is bad from its first bad line on', () => {
  test.each<[string, string, RegExp, number]>([
    ['two nodes have it', onA + onB, /attached to a .* claimed on b/, 5],
    [
      'two nodes of a driver without controller',
      `1-2 create a\n 5-6 stage a\n 7-8 stage b\n 9-10 mount b/y`,
      /staged on a/,
      3,
    ],
    [
      'one allocation each, by a mode that allows one',
      '1-2 create a\n 3-4 mount a/x single-node-single-writer\n 5-6 mount a/y single-node-single-writer',
      /second path of a/,
      3,
    ],
    [
      'two writers where one may write',
      '1-2 create a\n 3-4 attach a multi-node-single-writer\n 5-6 attach b multi-node-single-writer',
      /claimed on b/,
      3,
    ],
    [
      'a reader holds it alone',
      '1-2 create a\n 3-4 attach a single-node-reader-only ro\n 5-6 attach b multi-node-reader-only ro',
      /claimed on b/,
      3,
    ],
    ['it is refused though it was released', `${onA}${offA} 17-18 attach b refused`, /refused it to b/, 8],
    [
      'it was never had by another, and is refused',
      '1-2 create a\n 3-4 attach b refused',
      /release was lost/,
      2,
    ],
    [
      'it is mounted without a stage',
      `1-2 create a\n 3-4 attach a\n 7-8 mount a/x\n 9-10 stage a`,
      /mounted without a stage/,
      3,
    ],
    ['it is staged after its detach', `${onA}${offA} 17-18 stage a`, /without being attached/, 8],
    ['it is unstaged under its mount', `${onA} 9-10 unstage a\n${offA}`, /unstaged on a/, 5],
    ['it is detached under its mount', `${onA} 9-10 detach a\n${offA}`, /detached from a/, 5],
    ['it is deleted while it is attached', `${onA} 9-10 delete a`, /deleted while/, 5],
  ])('%s', (_, text, what, calls) => {
    const ordered = callsOf(text).toSorted((a, b) => a.asked - b.asked);
    const found = badPrefix(ordered, quiet);
    expect(found?.what).toMatch(what);
    expect(found?.calls.at(-1)).toBe(ordered[calls - 1]);
  });
});

test('of a long history the prefix begins where the volume was last free', () => {
  const found = bad(`${onA}${offA}${onB} 27-28 attach a`);
  expect(found?.calls.map(({ asked }) => asked)).toEqual([21, 23, 25, 27]);
  expect(found).toMatchObject({ at: 28, nodes: ['b', 'a'] });
});

test('a detach under a holder may be one of the claim before it, where its node had one', () => {
  const again = '17-18 attach a\n 19-20 mount a/y\n 21-22 detach a\n 23-24 unmount a/y';
  expect(bad(`${onA} 9-10 detach a\n${offA}`)?.bugs).toBeUndefined();
  expect(bad(`1-2 create a\n 3-4 attach a\n 5-6 detach a\n ${again}`)?.bugs).toEqual(['C31']);
  expect(bad(`1-2 create a\n 3-4 attach b\n 5-6 detach b\n ${again}`)?.bugs).toBeUndefined();
});

test('a step that Nomad left out may be for a controller that did not answer, where its record said so', () => {
  const unable = { mayBeUnable: () => true };
  const notAttached = `${onA}${offA} 17-18 stage a`;
  expect([bad(notAttached)?.bugs, bad(notAttached, unable)?.bugs]).toEqual([undefined, ['F-mute-attach']]);
  const notDetached = onA + onB;
  expect(bad(notDetached)?.bugs).toEqual(['C10']);
  expect(bad(notDetached, unable)?.bugs).toEqual(['C10', 'F-mute-detach']);
  const unstaged = '1-2 create a\n 3-4 attach a\n 7-8 mount a/x\n 9-10 stage a';
  expect(bad(unstaged, unable)?.bugs).toEqual(['C15']);
});

test('a node that may have been away is released without being asked', () => {
  const under = `${onA} 9-10 detach a\n${offA}`;
  expect(bad(under, { mayBeAway: (node) => node === 'b' })).toBeDefined();
  expect(bad(under, { mayBeAway: (node) => node === 'a' })).toBeUndefined();
});

test('after a doubt a holder is sure no more', () => {
  expect(bad(onA + onB, { doubts: [20] })).toBeUndefined();
  expect(bad(onA + onB, { doubts: [2.5] })).toBeDefined();
});

/** A legal history of some holders, one after the other, some with calls that are tried again or are not answered. */
function legal(random: () => number): DriverCall[] {
  let now = 0;
  const tick = () => (now += 1 + random());
  const lines: string[] = [];
  const call = (text: string) => {
    if (random() < 0.2) lines.push(`${tick()}-${tick()} ${text} failed`);
    if (random() < 0.1) lines.push(`${tick()}- ${text}`);
    lines.push(`${tick()}-${tick()} ${text}`);
  };
  call('create a');
  for (let holder = 0; holder < 6; holder++) {
    const node = 'abc'[Math.floor(random() * 3)];
    for (const step of ['attach', 'stage']) call(`${step} ${node}`);
    call(`mount ${node}/x${holder}`);
    if (random() < 0.3) call(`mount ${node}/y${holder}`);
    if (random() < 0.3) lines.push(`${tick()}-${tick()} attach ${node === 'a' ? 'b' : 'a'} refused`);
    call(`unmount ${node}/x${holder}`);
    call(`unmount ${node}/y${holder}`);
    for (const step of ['unstage', 'detach']) call(`${step} ${node}`);
  }
  return callsOf(lines.join('\n'));
}

const seeds = Array.from({ length: 200 }, (_, seed) => seed);
const isOk = (name: string) => (each: DriverCall) => each.call === name && each.outcome === 'ok';

/** What is known of a history at a moment. */
function until(calls: readonly DriverCall[], end: number): DriverCall[] {
  const seen = calls.filter(({ asked }) => asked <= end);
  return seen.map(({ answered, outcome, ...call }) =>
    answered === undefined || answered > end ? call : { ...call, answered, ...(outcome && { outcome }) },
  );
}

test('a legal history is good, whatever its seed', () => {
  const wrong = seeds.filter((seed) => badPrefix(legal(seededRandom(seed)), quiet));
  expect(wrong).toEqual([]);
});

test("a legal history without one holder's detach is bad where another node claims next", () => {
  const caught = seeds.map((seed) => {
    const calls = legal(seededRandom(seed));
    const attached = calls.filter(isOk('controllerPublishVolume'));
    const at = attached.findIndex(
      ({ node }, index) => attached[index + 1] && attached[index + 1]?.node !== node,
    );
    const [one, next] = [attached[at], attached[at + 1]];
    if (!one || !next) return undefined;
    const without = calls.filter(
      ({ call, asked }) => call !== 'controllerUnpublishVolume' || asked < one.asked || asked > next.asked,
    );
    const found = badPrefix(without, quiet);
    expect(found, `seed ${seed}`).toMatchObject({ at: next.answered });
    expect(badPrefix(until(without, (found?.at ?? 0) - 0.001), quiet), `seed ${seed}`).toBeUndefined();
    return seed;
  });
  expect(caught.filter((seed) => seed !== undefined).length).toBeGreaterThan(150);
});

test('of a legal history no part that is cut off at a moment is bad', () => {
  const wrong = seeds.filter((seed) => {
    const calls = legal(seededRandom(seed));
    const end = (calls.at(-1)?.asked ?? 0) * seededRandom(seed + 1)();
    return badPrefix(until(calls, end), quiet);
  });
  expect(wrong).toEqual([]);
});
