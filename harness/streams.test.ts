import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '..');

/** An 'error' event that nobody hears ends the process without a clean-up; execa and `pipeline` hear theirs; files: harness/secrets/writers.test.ts. */
const raw = [/(?<![.\w])spawn\(/, /\.on\('data'/, /\.pipe\(/];

/** Who uses a child's or a stream's events itself, and why. */
const own: Record<string, string> = {
  'fixtures/csi-hostpath/fuse-backing.ts': 'a process that serves for as long as its mount is there',
  'harness/cluster/node-exec.ts': 'the parts of an exec that the engine multiplexes',
  'harness/engine/dockerd.ts': 'a daemon that outlives this process',
  'harness/run/busy.ts': 'a process that is killed, not ended',
  'tools/bench/bare-agent.ts': 'an agent that is killed, not ended',
  'tools/bench/bare-reader.ts': 'a process of its own, which ends with the stream',
  'tools/self-test/path/proxy.ts': 'connections that a defect breaks off half-way',
};

const sources = () =>
  globSync('{harness,tools,fixtures,suites}/**/*.ts', { cwd: root })
    .filter((file) => !/\.test\.ts$|\/fake-[a-z-]+\.ts$|\/browser\//.test(file))
    .map((file) => ({ file, text: readFileSync(join(root, file), 'utf8') }));

const isRaw = (text: string) => raw.some((pattern) => pattern.test(text));
const hears = (text: string) => /\bpipeline\(|\.on(?:ce)?\(\s*'error'/.test(text);

test('processes and streams are run by execa and pipeline, but for those that are named here', () => {
  const found = sources().filter(({ text }) => isRaw(text));
  expect(found.map(({ file }) => file).sort()).toEqual(Object.keys(own).sort());
});

test('who uses the events of a stream or a process hears its errors', () => {
  const deaf = sources().filter(({ text }) => isRaw(text) && !hears(text));
  expect(deaf.map(({ file }) => file)).toEqual([]);
});

test.each(["const child = spawn('x', []); child.stdout.on('data', look);", 'body.pipe(file);'])(
  'a stream whose errors nobody hears is found: %s',
  (text) => {
    expect({ raw: isRaw(text), hears: hears(text) }).toEqual({ raw: true, hears: false });
  },
);
