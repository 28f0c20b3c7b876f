import { mkdtempDisposable, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { ground, noFlags } from './fake-files.ts';
import { OperatorJobs } from './operator-jobs.ts';

const job = `job "web" {
  group "app" {
    task "main" {
      driver = "docker"
      config { image = "web:1" }
    }
    task "beside" {
      driver = "docker"
      config { image = lower("WEB:2") }
    }
  }
}
`;

test('the files are summarized, and only named images are obtained before the cluster starts', async () => {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'nomad-e2e-operator-'));
  const file = join(folder.path, 'web.nomad.hcl');
  await writeFile(file, job);
  const jobs = await OperatorJobs.read({ ...noFlags, jobs: [file] }, ground);
  const undetermined = expect.stringMatching(
    /web\.nomad\.hcl:9: the image of task beside of job web, .* is not known/,
  );
  const unread = `${file}: Nomad has not read it yet, and may refuse it`;
  expect(jobs.summary).toEqual({
    ...{ jobs: [{ id: 'web', file }], volumes: [], images: ['web:1'], undetermined: [unread, undetermined] },
    ...{ variables: [], notes: [] },
  });

  const obtained: string[] = [];
  const source = {
    obtain: async (reference: string) => {
      obtained.push(reference);
      return `sha256:${reference}`;
    },
    archive: async () => Readable.from([]),
  };
  const lines: string[] = [];
  const { signal } = new AbortController();
  await jobs.obtainImages(source, { say: (line) => lines.push(line), signal });
  expect(obtained).toEqual(['web:1']);
  expect(lines).toEqual([undetermined]);
});
