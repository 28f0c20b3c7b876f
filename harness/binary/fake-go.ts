import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { vi } from 'vitest';
import { fakeNomad, writeProgram } from './fake-binary.ts';

interface GoScript {
  goVersion?: string;
  cc?: string;
  /** Shell lines for each command, in place of those that succeed. */
  download?: string;
  api?: string;
  list?: string;
  build?: string;
  /** A command that prints what Go writes into the program of its modules, in place of the truth. */
  written?: string;
  /** The version that the compiled binary says. */
  built?: string;
}

/** Puts a `go` first in PATH that knows one release, and notes how it is called. */
export async function fakeGo(
  folder: string,
  script: GoScript = {},
): Promise<{ calls: () => Promise<string[]> }> {
  await mkdir(folder, { recursive: true });
  const file = (name: string) => join(folder, name);
  await writeFile(
    file('info'),
    '{"Version":"v1.6.2","Time":"2023-09-13T16:47:13Z","Origin":{"Hash":"0123456789abcdef"}}',
  );
  await writeFile(file('mod'), 'module m\n\ngo 1.25.3\n\nreplace a => b v1.0.0\nreplace c => ./c\n');
  await writeFile(file('binary'), fakeNomad(script.built ?? '1.6.2'));
  const found = `echo '{"Info":"${file('info')}","GoMod":"${file('mod')}","Dir":"${folder}"}'`;
  // As Go does, it writes into the program which api it was given.
  const api = String.raw`printf 'dep\tgithub.com/hashicorp/nomad/api\t%s\th1:0=\n' "$(sed -n 's,^.*nomad/api \(v[^ ]*\)$,\1,p' go.mod)"`;
  const build = `cp ${file('binary')} "$6"; chmod +x "$6"; ${script.written ?? api} >> "$6"`;
  const lines = [
    `echo "$GOOS $CGO_ENABLED $GOWORK $GOTOOLCHAIN | $*" >> ${file('calls')}`,
    'case "$*" in',
    `"env "*) echo ${script.goVersion ?? 'go1.26.8'}; echo ${script.cc ?? 'true'};;`,
    `"mod download "*) ${script.download ?? found};;`,
    `"list -m "*) ${script.api ?? 'echo v0.0.0-1-0123456789ab'};;`,
    `"list -deps "*) ${script.list ?? 'echo a; echo b'};;`,
    `"build "*) cp go.mod ${file('go.mod')}; echo example.com/a >&2; ${script.build ?? build};;`,
    'esac',
  ];
  await writeProgram(file('go'), `#!/bin/sh\n${lines.join('\n')}\n`);
  vi.stubEnv('PATH', `${folder}${delimiter}${process.env.PATH}`);
  return { calls: async () => (await readFile(file('calls'), 'utf8')).trim().split('\n') };
}
