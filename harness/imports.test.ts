import { globSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '..');
/** Programs, which nobody imports. */
const doorless = ['harness/cli', 'tools/action', 'tools/package', 'tools/virtual-machine'];
/** What every room may use. */
const everywhere = [
  'harness/abortable.ts',
  'harness/awaited-later.ts',
  'harness/cache-folder.ts',
  'harness/confirmed.ts',
  'harness/deadline.ts',
  'harness/defined.ts',
  'harness/errors.ts',
  'harness/free-port.ts',
  'harness/interrupt.ts',
  'harness/json-file.ts',
  'harness/lock.ts',
  'harness/median.ts',
  'harness/pace.ts',
  'harness/replaced-builtin.ts',
  'harness/seeded-random.ts',
  'harness/shrink.ts',
  'harness/system-error.ts',
  'harness/temp-folder.ts',
  'harness/text.ts',
  'harness/secrets/index.ts',
  'harness/version/index.ts',
];

/** Rooms with a page that says what they own and what they may import; an area of suites is a room of the page of all. */
const rooms = globSync('{harness,fixtures,tools}/*/ROOM.md', { cwd: root }).map(dirname);
const areas = globSync('suites/*/', { cwd: root }).map((area) => area.replace(/\/$/, ''));
const mayImport: Record<string, readonly string[]> = Object.fromEntries([
  ...rooms.map((room) => [room, allowedBy(`${room}/ROOM.md`)]),
  ...areas.map((area) => [area, allowedBy('suites/ROOM.md')]),
]);

/** The rooms that a page's last line names; those of harness by their name alone. */
function allowedBy(page: string): string[] {
  const [, names = ''] = /^May import: (.+)\.$/m.exec(readFileSync(join(root, page), 'utf8')) ?? [];
  if (names === '') throw new Error(`${page} does not say what its room may import`);
  if (names === 'nothing') return [];
  return names
    .split(', ')
    .map((name) => (name === 'harness' || name.includes('/') ? name : `harness/${name}`));
}

/** Imports of a file that leave its room in a way the table does not allow. */
function wrongImports(file: string, text: string, rules = mayImport): string[] {
  const room = roomOf(file);
  const allowed = rules[room];
  return targetsOf(file, text).filter((target) => {
    const other = roomOf(target);
    if (other === room || (everywhere.includes(target) && !room.startsWith('suites/'))) return false;
    if (!allowed?.includes(other)) return true;
    // Another room is entered by its door: index.ts, for the fixture a program or what it shares, for tests and fakes a fake.
    const door = /(\.test|\/fake-[a-z]+)\.ts$/.test(file)
      ? /\/(index|fake-[a-z]+)\.ts$/
      : /\/(index|context|journal|layout|rules|sanity)\.ts$/;
    return !door.test(target);
  });
}

/** The files that a file imports, from the root. */
function targetsOf(file: string, text: string): string[] {
  return [...text.matchAll(/(?:from|import)\s*\(?\s*'(\.[^']*)'/g)].map(([, path = '']) =>
    relative(root, resolve(root, dirname(file), path)),
  );
}

function roomOf(file: string): string {
  const [top = '', second = ''] = file.split('/');
  return second.endsWith('.ts') ? top : `${top}/${second}`;
}

test('each room of harness has a page', () => {
  expect(globSync('{harness,tools}/*/index.ts', { cwd: root }).map(dirname)).toEqual(
    expect.arrayContaining(rooms.filter((room) => !room.startsWith('fixtures/') && !doorless.includes(room))),
  );
  const all = new Set(globSync('{harness,tools}/*/*.ts', { cwd: root }).map(dirname));
  expect([...all].filter((room) => !rooms.includes(room))).toEqual([]);
});

test.each(rooms)('%s imports each room that its page names', (room) => {
  const files = globSync(`${room}/**/*.ts`, { cwd: root });
  const used = new Set(
    files.flatMap((file) => targetsOf(file, readFileSync(join(root, file), 'utf8')).map(roomOf)),
  );
  expect(mayImport[room]?.filter((other) => !used.has(other))).toEqual([]);
});

test('imports run one way, and enter a room by its index.ts', () => {
  const files = globSync('{harness,suites,fixtures,tools}/*/**/*.ts', { cwd: root });
  expect(files.length).toBeGreaterThan(100);
  const wrong = files.flatMap((file) =>
    wrongImports(file, readFileSync(join(root, file), 'utf8')).map((target) => `${file} imports ${target}`),
  );
  expect(wrong).toEqual([]);
});

/** Files that import each other in a ring, each named once; type imports count, too. */
function circles(imports: ReadonlyMap<string, readonly string[]>): string[] {
  const left = new Map([...imports].map(([file, targets]) => [file, new Set(targets)]));
  // What imports nothing that is left is in no ring, nor is what nobody left imports.
  for (;;) {
    const wanted = new Set([...left.values()].flatMap((targets) => [...targets]));
    const free = [...left].filter(([file, targets]) => targets.size === 0 || !wanted.has(file));
    if (free.length === 0) return [...left.keys()];
    for (const [file] of free) left.delete(file);
    for (const targets of left.values()) for (const [file] of free) targets.delete(file);
  }
}

test('no files import each other in a ring', () => {
  const files = globSync('{harness,suites,fixtures,tools}/**/*.ts', { cwd: root });
  const own = new Set(files);
  const imports = new Map(
    files.map((file) => [
      file,
      targetsOf(file, readFileSync(join(root, file), 'utf8')).filter((target) => own.has(target)),
    ]),
  );
  expect([...imports.values()].flat().length).toBeGreaterThan(1000);
  expect(circles(imports)).toEqual([]);
});

test('a ring is found, and what hangs on it is not named', () => {
  const imports = { a: ['b'], b: ['c'], c: ['b', 'd'], d: [] };
  expect(circles(new Map(Object.entries(imports)))).toEqual(['b', 'c']);
});

test.each([
  ['harness/nomad/client.ts', "import { x } from '../wait/index.ts';"],
  ['harness/cli/run.ts', "import { x } from '../engine/sweep.ts';"],
  ['suites/csi/a.e2e.ts', "import { x } from '../../harness/wait/index.ts';"],
  ['fixtures/csi-hostpath/node.ts', "import { explain } from '../../harness/suite/index.ts';"],
  ['harness/newroom/a.ts', "import { x } from '../nomad/index.ts';"],
])('an import against the rule is found: %s', (file, text) => {
  expect(wrongImports(file, text)).toHaveLength(1);
});
