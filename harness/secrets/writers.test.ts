import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '..', '..');

/** Rooms that write into the folder of a run. */
const rooms =
  '{harness/{access,chaos,cli,cluster,csi,diff,evidence,faults,operator-jobs,regression,report,run,suite,upgrade,writers},tools/{bench,self-test}}';

/** Who writes with Node's own functions there, and what. */
const own: Record<string, string> = {
  'harness/access/folder.ts': 'what gives access, outside of the folder of a run',
  'harness/access/owner.ts': 'labels, beside that',
  'harness/evidence/file-lines.ts': 'nothing: it opens a ledger to read it',
  'harness/evidence/ledger.ts': 'the ledger, a line at a time, without secrets',
  'harness/cluster/image-store.ts': 'an archive of images, in a temporary folder',
  'harness/cluster/logs.ts': "agents' logs, by cleanLines",
  'tools/bench/bare-agent.ts': 'the configuration and log of a bare agent, in a folder of its own',
  'tools/bench/measurements/cold.ts': 'a copy of the checkout, in a folder of its own',
  'tools/bench/renew.ts': 'the table in docs/benchmarks.md',
  'harness/run/merge.ts': 'copies of bundles, which have none',
  'harness/run/suites-process.ts': 'names of files for vitest, in a temporary folder, as they are',
  'harness/cli/regression-all.ts': 'the table in docs/regressions.md',
  'harness/cli/write-docs.ts': 'docs/cli.md',
  'harness/regression/seen.ts': 'suites/regressions/seen.json',
  'tools/self-test/inject/edited.ts': 'a copy of jobs/',
};

const writes = /\b(?:writeFile|appendFile|createWriteStream|openSync|writeSync|copyFile|cp)(?:Sync)?\(/;

test('a stream into a file is the end of a pipeline, which hears its errors', () => {
  const files = globSync('{harness,tools,fixtures,suites}/**/*.ts', { cwd: root });
  const streams = files.flatMap((file) => {
    const text = readFileSync(join(root, file), 'utf8');
    return [...text.matchAll(/createWriteStream\(/g)].map(({ index }) => ({
      file,
      before: text.slice(index - 120, index),
    }));
  });
  expect(streams.length).toBeGreaterThan(2);
  expect(streams.filter(({ before }) => !before.includes('pipeline(')).map(({ file }) => file)).toEqual([]);
});

test('every file of a run is written through the redaction', () => {
  const files = globSync(`${rooms}/**/*.ts`, { cwd: root }).filter(
    (file) => !/\.test\.ts$|\/fake-[a-z-]+\.ts$/.test(file),
  );
  expect(files.length).toBeGreaterThan(200);
  const found = files.filter((file) => writes.test(readFileSync(join(root, file), 'utf8')));
  expect(found.sort()).toEqual(Object.keys(own).sort());
});
