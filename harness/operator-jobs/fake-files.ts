import { mkdtempDisposable, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { summaryOf } from './files-summary.ts';
import { type OperatorFiles, type ReadFiles, type ReadingGround, readFiles } from './operator-files.ts';

/** What an operator gives who gives nothing. */
export const noFlags: OperatorFiles = {
  jobs: [],
  volumes: [],
  vars: {},
  nomadVars: [],
  payloads: [],
  metas: [],
};

/** A rehearsal of three clients and the canary, without Nomad's program at hand. */
export const ground: ReadingGround = {
  from: '1.9.4',
  clients: ['client-1', 'client-2', 'client-3', 'client-4'],
  allowPrivileged: false,
  nomad: undefined,
  signal: new AbortController().signal,
};

interface Given extends Partial<Omit<OperatorFiles, 'jobs' | 'volumes'>> {
  from?: string;
  allowPrivileged?: boolean;
  cliLater?: boolean;
}

interface Answer {
  found?: ReadFiles;
  notes: string[];
  refused: string;
}

/** What reading these files ends as, with the folder left out; the rest is read, as `*.nomad.*` and `*.volume.hcl`. */
export async function readGiven(
  files: Record<string, string>,
  { from = ground.from, allowPrivileged = false, cliLater = false, ...given }: Given = {},
): Promise<Answer> {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'nomad-e2e-case-'));
  const named = Object.keys(files).map((name) => join(folder.path, name));
  for (const path of named) await writeFile(path, files[path.slice(folder.path.length + 1)] ?? '');
  const jobs = named.filter((path) => /\.nomad\.(hcl|json)$/.test(path));
  const volumes = named.filter((path) => path.endsWith('.volume.hcl'));
  const short = (text: unknown) => String(text).replaceAll(`${folder.path}/`, '');
  return await readFiles(
    { ...noFlags, jobs, volumes, ...given },
    { ...ground, from, allowPrivileged, cliLater },
  ).then(
    (found) => ({
      found,
      notes: summaryOf(found).notes.map(short),
      refused: '',
    }),
    ({ code, exitCode, message }) => ({ notes: [], refused: `${code} ${exitCode} ${short(message)}` }),
  );
}

/** The text of a volume file. */
export const volume = (id: string, more = '') => `id = "${id}"
name = "${id.replaceAll(/[[\]]/g, '-')}"
type = "csi"
plugin_id = "some.cloud"
capability {
  access_mode = "single-node-writer"
  attachment_mode = "file-system"
}
${more}`;
/** A group's block that asks for a volume. */
export const claim = (source: string, more = '') => `    volume "data" {
      type = "csi"
      source = "${source}"
      ${more}
    }`;
/** The text of a job file, with what stands in its group, its task and above its group. */
export const job = (group: string, task = '', above = '') => `job "shop" {
  datacenters = ["dc1"]
${above}
  group "shop" {
${group}
    task "till" {
      driver = "raw_exec"
${task}
      config {
        command = "/bin/true"
      }
    }
  }
}
`;
