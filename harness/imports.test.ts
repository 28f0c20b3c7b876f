import { globSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '..');
const everywhere = [
  'harness/deadline.ts',
  'harness/errors.ts',
  'harness/json-file.ts',
  'harness/system-error.ts',
  'harness/temp-folder.ts',
  'harness/secrets/index.ts',
  'harness/version/index.ts',
];

/**
 * Which rooms a room may import. Every room may use errors, deadlines, JSON files, temporary folders, what hides secrets, and versions. The table of the
 * architecture, as a rule.
 */
const mayImport: Record<string, readonly string[]> = {
  'harness/secrets': [],
  'harness/version': [],
  'harness/nomad': [],
  'harness/binary': [],
  'harness/engine': [],
  'harness/evidence': ['harness/nomad'],
  'harness/image': ['harness/engine'],
  'harness/wait': ['harness/nomad'],
  'harness/cluster': ['harness/engine', 'harness/image', 'harness/binary', 'harness/nomad', 'harness/wait'],
  'harness/attach': ['nomad', 'wait', 'cluster', 'csi', 'binary'].map((room) => `harness/${room}`),
  'harness/csi': ['harness/nomad', 'harness/cluster', 'harness/wait', 'harness/evidence'],
  'harness/judge': ['harness/evidence'],
  'harness/report': ['harness/evidence', 'harness/judge'],
  'harness/suite': ['judge', 'nomad', 'cluster', 'wait', 'csi', 'evidence', 'faults', 'regression'].map(
    (room) => `harness/${room}`,
  ),
  'harness/faults': [
    ...['nomad', 'cluster', 'wait', 'csi', 'evidence', 'judge'].map((room) => `harness/${room}`),
    'fixtures/csi-hostpath',
  ],
  'harness/upgrade': [
    ...['binary', 'image', 'nomad', 'cluster', 'wait', 'csi', 'evidence', 'judge', 'regression'],
  ].map((room) => `harness/${room}`),
  'harness/selftest': [
    ...['nomad', 'cluster', 'wait', 'csi', 'faults', 'evidence', 'judge', 'run', 'upgrade'].map(
      (room) => `harness/${room}`,
    ),
  ],
  'harness/diff': ['harness/evidence'],
  'harness/package': ['harness/regression'],
  'harness/bench': ['nomad', 'wait', 'cluster', 'csi', 'evidence', 'report'].map((room) => `harness/${room}`),
  'harness/run': [
    ...[
      ...['attach', 'bench', 'binary', 'cluster', 'csi', 'diff', 'engine', 'evidence', 'faults', 'image'],
      ...['judge', 'regression', 'report', 'upgrade'],
    ].map((room) => `harness/${room}`),
    'fixtures/csi-hostpath',
  ],
  'harness/cli': [
    ...[
      'run',
      'attach',
      'bench',
      'engine',
      'binary',
      'image',
      'cluster',
      'nomad',
      'csi',
      'evidence',
      'judge',
      'wait',
      'upgrade',
      'regression',
      'diff',
      'faults',
      'report',
      'selftest',
    ].map((room) => `harness/${room}`),
    'fixtures/csi-hostpath',
  ],
  'fixtures/csi-hostpath': [],
  'suites/behaviour': ['harness'],
  'suites/csi': ['harness'],
  'suites/faults': ['harness'],
  'suites/lifecycle': ['harness'],
  'suites/operations': ['harness'],
  'suites/regressions': ['harness'],
  'suites/storage': ['harness'],
  'harness/regression': ['harness/binary', 'harness/nomad', 'harness/judge'],
};

/** Imports of a file that leave its room in a way the table does not allow. */
function wrongImports(file: string, text: string, rules = mayImport): string[] {
  const room = roomOf(file);
  const allowed = rules[room];
  return targetsOf(file, text).filter((target) => {
    const other = roomOf(target);
    if (other === room || (everywhere.includes(target) && !room.startsWith('suites/'))) return false;
    if (!allowed?.includes(other)) return true;
    // Another room is entered by its door: index.ts, for the fixture a program or its rules, for tests and fakes a fake.
    const door = /(\.test|\/fake-[a-z]+)\.ts$/.test(file)
      ? /\/(index|fake-[a-z]+)\.ts$/
      : /\/(index|context|sanity|rules)\.ts$/;
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

test('imports run one way, and enter a room by its index.ts', () => {
  const files = globSync('{harness,suites,fixtures}/*/**/*.ts', { cwd: root });
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
  const files = globSync('{harness,suites,fixtures}/**/*.ts', { cwd: root });
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
