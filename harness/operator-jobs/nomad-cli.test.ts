import { mkdtempDisposable, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ground, noFlags } from './fake-files.ts';
import { summaryOf } from './files-summary.ts';
import { parseWithCli, reasonsIn } from './nomad-cli.ts';
import { readFiles } from './operator-files.ts';

const { signal } = ground;

/** A folder with a job file, and a program that answers as `script` says. */
async function withProgram(source: string, script: string) {
  const folder = await mkdtempDisposable(join(tmpdir(), 'nomad-e2e-cli-'));
  const [file, nomad] = [join(folder.path, 'till.nomad.hcl'), join(folder.path, 'nomad')];
  await writeFile(file, source);
  await writeFile(nomad, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  return { folder, file, nomad };
}

const parsed = {
  Job: {
    ID: 'till-eu',
    Region: null,
    TaskGroups: [
      {
        Name: 'one',
        Count: 2,
        Volumes: { data: { Type: 'csi', Source: 'db', PerAlloc: true } },
        Tasks: [{ Name: 'main', Driver: 'docker', Config: { image: 'till:3' } }],
      },
    ],
  },
};
const source = `locals {
  names = jsondecode(file("names.json"))
}
job "till" {
  dynamic "group" {
    for_each = local.names
    content {}
  }
}
`;
const prints = `cat <<'END'\n${JSON.stringify(parsed)}\nEND`;

test("a job is what Nomad's program makes of its file, with the file's places", async () => {
  const { folder, file, nomad } = await withProgram(source, prints);
  await using _ = folder;
  const refusal = readFiles({ ...noFlags, jobs: [file] }, { ...ground, nomad });
  await expect(refusal).rejects.toMatchObject({
    code: 'OWN_VOLUME_MISSING',
    message: expect.stringMatching(
      /till\.nomad\.hcl:4: volume "db\[0\]" .*\n.*till\.nomad\.hcl:4: volume "db\[1\]"/,
    ),
  });
  const volume = (at: number) => join(folder.path, `${at}.volume.hcl`);
  const modes = 'capability {\n access_mode = "single-node-writer"\n attachment_mode = "file-system"\n}\n';
  for (const at of [0, 1])
    await writeFile(volume(at), `id = "db[${at}]"\nname = "db"\nplugin_id = "p"\n${modes}`);
  const given = { ...noFlags, jobs: [file], volumes: [volume(0), volume(1)] };
  const found = await readFiles(given, { ...ground, nomad });
  expect(found.jobs[0]?.parsed).toEqual({ ID: 'till-eu', TaskGroups: parsed.Job.TaskGroups });
  expect(summaryOf(found)).toMatchObject({ jobs: [{ id: 'till-eu' }], images: ['till:3'], undetermined: [] });
});

test('it is asked with the values that were given, and without the environment', async () => {
  const { folder, file, nomad } = await withProgram('', 'echo "$*|$HOME" >&2; exit 1');
  await using _ = folder;
  const answer = await parseWithCli(nomad, file, { vars: { list: '["a", "b"]' }, signal });
  const reason = `job run -output -var=list=["a", "b"] ${file}|`;
  expect(answer).toEqual({ refused: [{ path: [], line: 1, reason }] });
});

test('a path in a job is taken from where Nomad is called, else from beside the job', async () => {
  const refusal =
    'echo "till.nomad.hcl:2,3-4: Error in function call; no file exists at names.json." >&2; exit 1';
  const { folder, file, nomad } = await withProgram(
    source,
    `test -f names.json || { ${refusal}; }\n${prints}`,
  );
  await using _ = folder;
  expect(await parseWithCli(nomad, file, { vars: {}, signal })).toMatchObject({ refused: [{ line: 2 }] });
  await writeFile(join(folder.path, 'names.json'), '[]');
  expect(await parseWithCli(nomad, file, { vars: {}, signal })).toMatchObject({ job: { ID: 'till-eu' } });
});

test('each of its reasons has its line, and ours are beside them', async () => {
  const script = `cat >&2 <<'END'
Error getting job struct: Error parsing job file from till.nomad.hcl:
till.nomad.hcl:3,5-9: Unsupported argument; An argument named "size" is not expected here.
till.nomad.hcl:2,3-14: Unsupported block type; Blocks of type "healthcheck" are not expected here.
Did you mean "check"?
END
exit 1`;
  const text = 'job "a" {\n  healthcheck {}\n  size = 3\n  datacenters = "b"\n}\n';
  const { folder, file, nomad } = await withProgram(text, script);
  await using _ = folder;
  const lines = [
    `${file}:2: Unsupported block type; Blocks of type "healthcheck" are not expected here. Did you mean "check"?`,
    `${file}:3: Unsupported argument; An argument named "size" is not expected here.`,
    `${file}:4: datacenters must be a list; got "b"`,
  ];
  await expect(readFiles({ ...noFlags, jobs: [file] }, { ...ground, nomad })).rejects.toMatchObject({
    code: 'OWN_JOB_INVALID',
    message: lines.join('\n'),
  });
});

test.each([
  ['', 'Nomad gave no reason', 1],
  ['Error: a job with a tail\n', 'Error: a job with a tail', 1],
  [':0,0-0: Invalid value; This was checked by the validation rule at a.hcl:11,3-13.', 'Invalid value', 11],
])('%j is a reason, too', (stderr, reason, line) => {
  expect(reasonsIn(stderr, 'a.hcl')).toEqual([{ path: [], line, reason: expect.stringContaining(reason) }]);
});
